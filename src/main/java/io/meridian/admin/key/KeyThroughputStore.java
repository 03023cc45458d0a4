package io.meridian.admin.key;

import static io.meridian.store.jooq.Tables.VIRTUAL_KEY;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.jsonbGetAttributeAsText;
import static org.jooq.impl.DSL.sum;

import io.meridian.auth.VirtualKey;
import io.meridian.store.Transaction;
import java.math.BigDecimal;
import org.jooq.TableField;
import org.jooq.impl.DSL;

/** What is guaranteed to the other keys of a key's team. Stateless. */
final class KeyThroughputStore {
    long rpm(Transaction transaction, VirtualKey key) {
        return guaranteed(transaction, key, VIRTUAL_KEY.RPM_LIMIT, "rpm_limit_type");
    }

    long tpm(Transaction transaction, VirtualKey key) {
        return guaranteed(transaction, key, VIRTUAL_KEY.TPM_LIMIT, "tpm_limit_type");
    }

    private static long guaranteed(Transaction transaction, VirtualKey key, TableField<?, Long> limit, String type) {
        return transaction
                .jooq()
                .select(coalesce(sum(limit), DSL.val(BigDecimal.ZERO)))
                .from(VIRTUAL_KEY)
                .where(VIRTUAL_KEY.TEAM_ID.eq(key.owner().teamId()))
                .and(VIRTUAL_KEY.TOKEN.ne(key.hash().hex()))
                .and(jsonbGetAttributeAsText(VIRTUAL_KEY.METADATA, inline(type)).eq(inline("guaranteed_throughput")))
                .fetchSingle()
                .value1()
                .min(BigDecimal.valueOf(Long.MAX_VALUE))
                .longValue();
    }
}
