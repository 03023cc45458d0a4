package io.meridian.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meridian.api.Dialect;
import io.meridian.base.GatewayException;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which paths are read, and which are refused because somebody might read them differently. */
class CanonicalPathTest {
    private static final CanonicalPath BARE = new CanonicalPath("");
    private static final CanonicalPath ROOTED = new CanonicalPath("/api/");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/v1/models",
                "/v1/models/",
                "/v1/models/openai%2Fgpt-4o",
                "/models/a%2fb%2Fc",
                "/v1beta/models/gemini-2.5-pro:generateContent",
                "/model/a.b/info",
                "/model/..a/b..",
                "/model/a...b",
                "/tag/a%20b",
                "/key/%7Bx%7D",
                "/v1/models/claude@2026,x=1+2!$&'()*~_"
            })
    void readsWhatHasOneMeaning(String path) {
        assertThat(BARE.of(path, "")).isEqualTo(path);
        assertThat(URI.create("http://host" + path).getRawPath()).isEqualTo(path);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // matrix parameters
                "/key/info;x=1",
                "/;/key/info",
                "/key/info%3Bx",
                // dot segments and empty ones
                "/./key/info",
                "/v1/../key/info",
                "/v1/models/..",
                "/v1/models/.",
                "//key/info",
                "/key//info",
                "/key/info//",
                "/v1/%2e%2e/key/info",
                "/v1/.%2E/key/info",
                "/v1/models/%2e%2e%2fkey",
                // double encoding
                "/v1/models/a%252Fb",
                "/%256bey/info",
                // a slash in disguise, but where a name ends the path
                "/key%2Finfo",
                "/v1%2fmodels/x",
                "/team/a%2Fb",
                "/v1/models%2Fx",
                "/key\\info",
                "/key%5Cinfo",
                // escapes that are none
                "/key/%",
                "/key/%2",
                "/key/%zz",
                "/key/%+1",
                "/key/%00",
                "/key/%0a",
                "/key/%7f",
                "/key/%C3%A9",
                "/key/%c0%af",
                // what no path may hold unescaped
                "/key/{x}",
                "/key/a|b",
                "/key/a\"b",
                "/key/a^b",
                "/key/[x]",
                "/key/a`b",
                "/key/<x>",
                "/key/a b",
                "/key/a\tb",
                "/key/a\u0000b",
                "/key/a\u007fb",
                "/key/é",
                "/key/\ud83d\ude00",
                "/key/a#b",
                "/key/a?b",
                // no path at all
                "*",
                "key/info",
                "http://elsewhere/key/info"
            })
    void refusesWhatCouldBeReadInTwoWays(String path) {
        assertThatThrownBy(() -> BARE.of(path, ""))
                .isInstanceOfSatisfying(
                        GatewayException.InvalidRequest.class,
                        refusal -> assertThat(refusal.status()).isEqualTo(400));
    }

    @ParameterizedTest
    @CsvSource({
        "/api/key/info, '', /key/info",
        "/key/info, '', /key/info",
        "/api, '', /",
        "/api/, '', /",
        "/apiv1/key, '', /apiv1/key",
        "/ctx/api/key/info, /ctx, /key/info",
        "/ctx/key/info, /ctx, /key/info",
        "/ctx, /ctx, /",
        "/api/api/key, '', /api/key"
    })
    void takesContextAndRootAwayOnceAndInWholeSegments(String uri, String context, String path) {
        assertThat(ROOTED.of(uri, context)).isEqualTo(path);
    }

    @Test
    void linksBeginWithContextAndRootOnceEach() {
        assertThat(ROOTED.base("/ctx")).isEqualTo("/ctx/api");
        assertThat(ROOTED.base("/api")).isEqualTo("/api");
        assertThat(BARE.base("/ctx")).isEqualTo("/ctx");
    }

    @Test
    void knowsWhoseClientsCallAPath() {
        assertThat(CanonicalPath.dialect("/v1/messages;x")).isEqualTo(Dialect.ANTHROPIC);
        assertThat(CanonicalPath.dialect("/ctx/v1/messages/count_tokens")).isEqualTo(Dialect.ANTHROPIC);
        assertThat(CanonicalPath.dialect("/v1/chat/completions")).isEqualTo(Dialect.OPENAI);
    }
}
