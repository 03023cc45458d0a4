package io.meridian.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meridian.auth.Caller;
import io.meridian.base.GatewayException;
import io.meridian.routing.RoutingModule;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which models a key opens. */
class ModelAccessTest {
    private final ModelAccess access =
            new ModelAccess(RoutingModule.create(List.of(), Map.of()).router());

    @ParameterizedTest
    @CsvSource({
        "gpt-4o, gpt-4o, true",
        "gpt-4o, gpt-4o-mini, false",
        "gpt-4o-mini, gpt-4o, false",
        "GPT-4o, gpt-4o, false",
        "*, whatever, true",
        "all-proxy-models, whatever, true",
        "all-team-models, whatever, true",
        "no-default-models, whatever, false",
        "no-default-models, no-default-models, false",
        "openai/*, openai/gpt-4o, true",
        "openai/*, openai/, true",
        "openai/*, azure/gpt-4o, false",
        "*-mini, gpt-4o-mini, true",
        "*-mini, gpt-4o-mini-2, false",
        "a*b*c, abc, true",
        "a*b*c, axxbyyc, true",
        "a*b*c, acb, false",
        "a*a, a, false",
        "a*ab*b, aab, false",
        "gpt-4., gpt-4x, false",
        "g+*, ggg, false"
    })
    void comparesNamesWhereOnlyTheStarIsSpecial(String entry, String model, boolean permitted) {
        assertThat(access.permits(TestKey.PLAIN.models(entry).caller(), model)).isEqualTo(permitted);
    }

    @Test
    void oneEntryThatFitsIsEnough() {
        Caller caller =
                TestKey.PLAIN.models("no-default-models", "one", "two-*").caller();
        assertThat(access.permits(caller, "two-2")).isTrue();
        assertThat(access.permits(caller, "three")).isFalse();
    }

    @Test
    void aKeyWithoutAListAndTheMasterKeyOpenEverything() {
        assertThat(access.permits(TestKey.PLAIN.caller(), "x")).isTrue();
        assertThat(access.permits(Caller.master(), "x")).isTrue();
    }

    @Test
    void aKeysOwnAliasesAreOpenToIt() {
        Caller caller =
                TestKey.PLAIN.models("big").aliases(Map.of("mine", "big")).caller();
        assertThat(access.permits(caller, "mine")).isTrue();
    }

    @Test
    void refusesInTheWordsOfTheContractWithoutTheListOfWhatIsOpen() {
        Caller caller = TestKey.PLAIN.models("hidden-gem").caller();
        assertThatThrownBy(() -> access.require(caller, "inner", "asked"))
                .isInstanceOfSatisfying(GatewayException.Forbidden.class, refusal -> {
                    assertThat(refusal.status()).isEqualTo(403);
                    assertThat(refusal.type()).isEqualTo("key_model_access_denied");
                    assertThat(refusal.param()).contains("model");
                    assertThat(refusal.text())
                            .startsWith("The requested model 'asked' is not available for this API key")
                            .doesNotContain("inner", "hidden-gem");
                });
        assertThatCode(() -> access.require(caller, "hidden-gem", "asked")).doesNotThrowAnyException();
    }
}
