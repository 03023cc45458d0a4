package io.meridian.admin.form;

import java.util.Arrays;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the operator which restrictions of a request are kept but not enforced. */
public final class Unenforced {
    private static final Logger LOG = LoggerFactory.getLogger(Unenforced.class);

    private Unenforced() {}

    /** To be called once the write is done; fields that were not sent or cleared are no matter. */
    public static void warn(Form form, String kind, String id, String... fields) {
        List<String> sent = Arrays.stream(fields)
                .filter(field -> {
                    var value = form.any(field).value();
                    return value != null && !(value.isContainerNode() && value.isEmpty());
                })
                .toList();
        if (!sent.isEmpty()) {
            LOG.warn("{} {} carries restrictions that are stored and shown but not enforced yet: {}", kind, id, sent);
        }
    }
}
