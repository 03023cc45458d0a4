package io.meridian.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meridian.base.Sealer.Place;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SealerTest {
    private static final Secret OLD = new Secret("sk-old-salt");
    private static final Secret NEW = new Secret("sk-new-salt");
    private static final Secret VALUE = new Secret("sk-provider-ключ-🔑");
    private static final Place PLACE = new Place("model", "m-1", "api_key");

    private final Sealer sealer = new Sealer(OLD, List.of());

    @Test
    void opensWhatItSealed() throws Exception {
        String sealed = sealer.seal(VALUE, PLACE);
        assertThat(sealed).startsWith("mrd1:" + sealer.keyId() + ":").doesNotContain(VALUE.reveal());
        assertThat(sealer.open(sealed, PLACE)).isEqualTo(VALUE);
        assertThat(new Sealer(OLD, List.of()).open(sealed, PLACE)).isEqualTo(VALUE);
        assertThat(sealer.open(sealer.seal(new Secret(""), PLACE), PLACE).reveal())
                .isEmpty();
    }

    @Test
    void sealsTheSameValueDifferentlyEachTime() {
        Set<String> sealed = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            sealed.add(sealer.seal(VALUE, PLACE));
        }
        assertThat(sealed).hasSize(100);
    }

    @Test
    void tellsNothingOfTheSaltInTheKeysId() {
        assertThat(sealer.keyId()).matches("[0-9a-f]{16}");
        assertThat(new Sealer(NEW, List.of()).keyId()).isNotEqualTo(sealer.keyId());
        assertThat(SealingKey.of(OLD).toString()).isEqualTo("SealingKey[" + sealer.keyId() + "]");
    }

    @Test
    void opensNothingUnderAnotherSalt() {
        String sealed = sealer.seal(VALUE, PLACE);
        assertThatThrownBy(() -> new Sealer(NEW, List.of()).open(sealed, PLACE))
                .isInstanceOf(BrokenSealException.class)
                .hasMessageContaining(sealer.keyId())
                .hasMessageContaining("no configured salt key");
    }

    @Test
    void opensNothingThatOnlyClaimsItsKey() {
        Sealer other = new Sealer(NEW, List.of());
        String sealed = other.seal(VALUE, PLACE).replace(other.keyId(), sealer.keyId());
        assertThatThrownBy(() -> sealer.open(sealed, PLACE)).hasMessageContaining("altered");
    }

    @Test
    void opensNothingInAnotherPlace() {
        String sealed = sealer.seal(VALUE, PLACE);
        for (Place other : List.of(
                new Place("credential", "m-1", "api_key"),
                new Place("model", "m-2", "api_key"),
                new Place("model", "m-1", "api_base"),
                new Place("model", "m-1a", "pi_key"),
                new Place("modelm-1", "", "api_key"))) {
            assertThatThrownBy(() -> sealer.open(sealed, other)).hasMessageContaining("another row");
        }
    }

    @Test
    void opensNothingOfWhichOneBitWasTurned() {
        String sealed = sealer.seal(VALUE, PLACE);
        int start = sealed.lastIndexOf(':') + 1;
        byte[] bytes = Base64.getUrlDecoder().decode(sealed.substring(start));
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] ^= 1;
            String turned = sealed.substring(0, start)
                    + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
            assertThatThrownBy(() -> sealer.open(turned, PLACE)).isInstanceOf(BrokenSealException.class);
            bytes[i] ^= 1;
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "sk-plain",
                "mrd1:",
                "mrd1:zz:AAAA",
                "mrd1:\n\u001b:AAAA",
                "mrd2:00:AAAA",
                "KEY",
                "KEYAA",
                "KEY!"
            })
    void refusesWhatIsNotSealed(String text) {
        String sealed = text.replace("KEY", "mrd1:" + sealer.keyId() + ":");
        assertThatThrownBy(() -> sealer.open(sealed, PLACE))
                .isInstanceOf(BrokenSealException.class)
                .message()
                .doesNotContain("\n");
    }

    @Test
    void opensUnderAnOldSaltAndSealsUnderTheNew() throws Exception {
        Sealer both = new Sealer(NEW, List.of(OLD));
        String before = sealer.seal(VALUE, PLACE);
        assertThat(both.open(before, PLACE)).isEqualTo(VALUE);
        assertThat(both.isCurrent(before)).isFalse();
        String after = both.seal(both.open(before, PLACE), PLACE);
        assertThat(both.isCurrent(after)).isTrue();
        assertThat(new Sealer(NEW, List.of()).open(after, PLACE)).isEqualTo(VALUE);
        assertThatThrownBy(() -> sealer.open(after, PLACE)).hasMessageContaining("no configured salt key");
    }

    @Test
    void sealsUnderTheCurrentSaltThoughItIsNamedAmongTheOthers() {
        assertThat(new Sealer(NEW, List.of(NEW, OLD)).keyId()).isEqualTo(new Sealer(NEW, List.of()).keyId());
    }
}
