package io.meridian.admin.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.base.Secret;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What was sealed once must have the same seal for ever. These values were computed by other means than ours. */
class CanonicalTest {
    private static final Entry ENTRY = new Entry(
            UUID.fromString("00112233-4455-6677-8899-aabbccddeeff"),
            Instant.parse("2026-01-31T12:34:56.789Z"),
            "ada",
            "litellm_proxy_master_key",
            "created",
            "LiteLLM_TeamTable",
            "t\u00e4\ud83d\ude00m",
            null,
            "{\"a\":1.50}");

    @Test
    void theFirstVersionIsTheseBytes() {
        assertThat(HexFormat.of()
                        .formatHex(new Canonical("ab", 1)
                                .text("\u00e4")
                                .text(null)
                                .text("")
                                .number(-2)
                                .moment(Instant.ofEpochSecond(1, 2))
                                .bytes()))
                .isEqualTo("000000026162"
                        + "000000080000000000000001"
                        + "00000002c3a4"
                        + "ffffffff"
                        + "00000000"
                        + "00000008fffffffffffffffe"
                        + "000000080000000000000001"
                        + "000000080000000000000002");
    }

    @Test
    void textsCannotBeMovedFromOneFieldToTheNext() {
        assertThat(new Canonical("x", 1).text("ab").text("c").bytes())
                .isNotEqualTo(new Canonical("x", 1).text("a").text("bc").bytes());
        assertThat(new Canonical("x", 1).text(null).bytes())
                .isNotEqualTo(new Canonical("x", 1).text("").bytes());
        assertThat(new Canonical("x", 1).bytes()).isNotEqualTo(new Canonical("x", 2).bytes());
    }

    @Test
    void aRowHasThisSeal() {
        MacKey key = MacKey.of(new Secret("the salt of the tests"));
        assertThat(key.id()).isEqualTo("33dc64aefa1e6202");
        AuditRow first = ENTRY.after(Link.START, key);
        assertThat(first.seq()).isEqualTo(1);
        assertThat(first.seal())
                .isEqualTo(new Seal(1, key.id(), "1e925f2527e4e01c6d63e0c0fea7d2783fcf24c06afa18941b0b5dc5c2e9d051"));
        assertThat(ENTRY.after(first.link(), key).seal().mac())
                .isEqualTo("68778ca7a28d46c8de68d53be76765889b88c6a9c0f42d60cffe6ca2408198f6");
    }

    @Test
    void headsAndCheckpointsHaveTheseSeals() {
        MacKey key = MacKey.of(new Secret("the salt of the tests"));
        Link link = new Link(7, "00ff");
        Instant moment = Instant.parse("2026-01-31T12:34:56.789Z");
        assertThat(Head.sign(link, moment, key).seal().mac())
                .isEqualTo("c6bac9b7ca5ee42dfb95ff00ede33a19e139ac654b973fd72e1fe9de77057b5d");
        assertThat(Checkpoint.sign(link, moment, 7, key).seal().mac())
                .isEqualTo("8600af2aa755a9ed1c2da8f4e0875fe5bbdd9e983c4f18cbc9f0e514e460daf6");
    }

    @Test
    void keysAreToldApartAndTheFirstOneSeals() {
        KeyRing ring = AuditStage.keys("one", "two");
        assertThat(ring.current().id()).isEqualTo(MacKey.of(new Secret("one")).id());
        assertThat(ring.find(MacKey.of(new Secret("two")).id())).isPresent();
        assertThat(ring.find(MacKey.of(new Secret("three")).id())).isEmpty();
        assertThat(new KeyRing(List.of()).current()).isSameAs(MacKey.UNKEYED);
        byte[] content = {1, 2, 3};
        assertThat(MacKey.of(new Secret("one"))
                        .fits(content, MacKey.of(new Secret("two")).mac(content)))
                .isFalse();
        assertThat(MacKey.of(new Secret("one")).mac(content))
                .doesNotContain(ring.current().id());
    }
}
