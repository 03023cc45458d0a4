package io.meridian.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UsdTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0.0",
        "1, 0.000000001",
        "-1, -0.000000001",
        "100, 0.0000001",
        "1000000000, 1",
        "-1500000000, -1.5",
        "12000000000, 12",
        "9223372036854775807, 9223372036.854775807",
        "-9223372036854775808, -9223372036.854775808"
    })
    void isWrittenInPlainDecimals(long nanos, String text) {
        assertThat(new Usd(nanos)).hasToString(text);
    }

    @Test
    void isWrittenAsTheDecimalItIs() {
        Random random = new Random(7);
        for (int i = 0; i < 100_000; i++) {
            long nanos = random.nextLong() >> random.nextInt(63);
            Usd amount = new Usd(nanos == 0 ? 1 : nanos);
            assertThat(amount.toString())
                    .isEqualTo(amount.toDecimal().stripTrailingZeros().toPlainString());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0.0000000005, 1",
        "0.00000000049, 0",
        "-0.0000000005, -1",
        "1e30, 1000000000000000000",
        "-1e30, -1000000000000000000"
    })
    void isRoundedHalfUpOnceAndHasBounds(BigDecimal amount, long nanos) {
        assertThat(Usd.of(amount)).isEqualTo(new Usd(nanos));
    }
}
