package io.meridian.base;

import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * Jackson's builders with buffers in a pool of this web application. By default Jackson leaves them with the threads,
 * where a virtual thread never finds them again and a container's thread keeps the application that is gone.
 */
public final class Jackson {
    private Jackson() {}

    public static JsonFactoryBuilder factory() {
        return new JsonFactoryBuilder().recyclerPool(JsonRecyclerPools.sharedConcurrentDequePool());
    }

    public static JsonMapper.Builder mapper() {
        return JsonMapper.builder(factory().build());
    }
}
