package io.meridian.metric;

import com.codahale.metrics.MetricRegistry;
import com.codahale.metrics.jvm.BufferPoolMetricSet;
import com.codahale.metrics.jvm.CachedThreadStatesGaugeSet;
import com.codahale.metrics.jvm.ClassLoadingGaugeSet;
import com.codahale.metrics.jvm.FileDescriptorRatioGauge;
import com.codahale.metrics.jvm.GarbageCollectorMetricSet;
import com.codahale.metrics.jvm.MemoryUsageGaugeSet;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;

/** Puts what the virtual machine says of itself into a registry. */
final class JvmMetrics {
    private JvmMetrics() {}

    static void register(MetricRegistry registry) {
        registry.registerAll("jvm.gc", new GarbageCollectorMetricSet());
        registry.registerAll("jvm.memory", new MemoryUsageGaugeSet());
        registry.registerAll("jvm.buffers", new BufferPoolMetricSet(ManagementFactory.getPlatformMBeanServer()));
        registry.registerAll("jvm.classes", new ClassLoadingGaugeSet());
        registry.registerAll("jvm.threads", new CachedThreadStatesGaugeSet(10, TimeUnit.SECONDS));
        // looks at every thread's locks to answer with a list that is no number
        registry.remove("jvm.threads.deadlocks");
        registry.register("jvm.file_descriptor_ratio", new FileDescriptorRatioGauge());
    }
}
