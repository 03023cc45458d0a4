package io.meridian.admin.moving;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.base.Secret;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Values sealed by PyNaCl 1.6 and by pyca/cryptography, as a LiteLLM proxy calls them. */
class OldSealTest {
    private static final String SALT = "sk-salt-of-the-tests";
    private static final Map<String, String> FORMS = Map.of(
            "NEWER", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXOkbJ2gecOGa0zdE8Pq2v2n_JZWlLgDsTvq4O",
            "OLDER", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXOkbJ2gecOGa0zdE8Pq2v2n/JZWlLgDsTvq4O",
            "EMPTY", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXRm+i4Hv82dt2IYNbpKJR7w==",
            "SECOND", "v2:gcm:AAECAwQFBgcICQoLNtMKStKg-DSn96v0dLAYqMvSMCFeisMILlk=",
            "THIRD", "v3:gcm:AAECAwQFBgcICQoL1zTSkOyGE0yt3sFYcqNdmZcAK0hw6cYgvvs=");

    /** From the validation of NaCl's own implementation. */
    @Test
    void opensTheBoxOfThePaper() {
        byte[] key = hex("1b27556473e985d462cd51197a9a46c76009549eac6474f206c4ee0844f68389");
        byte[] sealed = hex("69696ee955b62b73cd62bda875fc73d68219e0036b7a0b37"
                + "f3ffc7703f9400e52a7dfb4b3d3305d98e993b9f48681273c29650ba32fc76ce48332ea7164d96a4476fb8c531a1186a"
                + "c0dfc17c98dce87b4da7f011ec48c97271d2c20f9b928fe2270d6fb863d51738b48eeee314a7cc8ab932164548e526ae"
                + "90224368517acfeabd6bb3732bc0e9da99832b61ca01b6de56244a9e88d5f9b37973f622a43d14a6599b1f654cb45a74"
                + "e355a5");
        byte[] text = hex("be075fc53c81f2d5cf141316ebeb0c7b5228c52a4c62cbd44b66849b64244ffce5ecbaaf33bd751a1ac728d4"
                + "5e6c61296cdc3c01233561f41db66cce314adb310e3be8250c46f06dceea3a7fa1348057e2f6556ad6b1318a024a838f"
                + "21af1fde048977eb48f59ffd4924ca1c60902e52f0a089bc76897040e082f937763848645e0705");
        assertThat(SecretBox.open(key, sealed)).contains(text);
        sealed[60] ^= 1;
        assertThat(SecretBox.open(key, sealed)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"NEWER, sk-proj-abc", "OLDER, sk-proj-abc", "EMPTY, ''", "SECOND, sk-proj-v2", "THIRD, sk-proj-v3"})
    void opensEveryFormThereEverWas(String form, String text) {
        String sealed = Objects.requireNonNull(FORMS.get(form));
        assertThat(new OldSeal(new Secret(SALT)).open(sealed)).contains(text);
        assertThat(new OldSeal(new Secret("another")).open(sealed)).isEmpty();
    }

    @Test
    void opensTextsOfSeveralBlocks() {
        String sealed = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXzTaQbktf6_zRZv1DwTFrx3TaMGFBlylGp7QViAjwmroYiSl8ROagf3EzkFt0"
                + "LIF-0F7tGEtnpMJKQQx46uNhXnPD_J3_cas9-dqQV9iBA1RV7Qx_Krrq0mQ6sH-atLx3eUMKHhajYXp__lHk_WpxgMKE0OtlZAgK"
                + "RsmW2coF0bfyX50zYQAFANuGJLF9YkfPQ9XVnCFWEHodLjdkd9SJyeXIO3Q3GalbMiG2o5gGl7WLABDoUIA-Ld8WWS_tGuQpae1H"
                + "ZfS1im0-pWj43f33UFzslxbxLraBYpg=";
        assertThat(new OldSeal(new Secret(SALT)).open(sealed)).contains("x".repeat(200) + "ü");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpt-4o", "openai/gpt-4o", "https://example.test/v1", "os.environ/OPENAI_API_KEY", ""})
    void takesWhatWasNeverSealedAsItIs(String text) {
        assertThat(new OldSeal(new Secret(SALT)).open(text)).contains(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"v2:gcm:", "v3:gcm:AAEC", "v3:gcm:!"})
    void refusesWhatSaysItIsSealedAndIsNot(String text) {
        assertThat(new OldSeal(new Secret(SALT)).open(text)).isEmpty();
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }
}
