package io.meridian.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EndpointTest {
    @Test
    void knowsDefaultPortsAndIpv6() {
        assertThat(of("https://API.example.com/v1/")).isEqualTo(new Endpoint(true, "api.example.com", 443, "/v1"));
        assertThat(of("http://my_service:8000").authority()).isEqualTo("my_service:8000");
        assertThat(of("http://[::1]:8080/a")).isEqualTo(new Endpoint(false, "::1", 8080, "/a"));
        assertThat(of("https://[2001:db8::1]").authority()).isEqualTo("[2001:db8::1]");
        assertThat(of("https://x:443").authority()).isEqualTo("x");
        assertThat(of("http://x:443").authority()).isEqualTo("x:443");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ftp://x",
                "/relative",
                "mailto:a@b",
                "http://user:pw@host",
                "http://host?query",
                "http://host:0",
                "http://host:99999"
            })
    void refusesWhatIsNoEndpoint(String uri) {
        assertThatThrownBy(() -> of(uri)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesWhatWouldSplitARequest() {
        for (String value : new String[] {"a\r\nb: c", "a\nb", "a\rb", "a\0b"}) {
            assertThatThrownBy(() -> new HttpHeader("x", value)).isInstanceOf(IllegalArgumentException.class);
        }
        for (String name : new String[] {"", "a b", "a:", "a\r\n", "\u00e9"}) {
            assertThatThrownBy(() -> new HttpHeader(name, "x")).isInstanceOf(IllegalArgumentException.class);
        }
        Endpoint endpoint = of("http://x");
        for (String path : new String[] {"/a b", "/a HTTP/1.1\r\nX: y", "/\u0000"}) {
            assertThatThrownBy(() -> UpstreamRequest.get(endpoint, path, List.of(), Timeouts.DEFAULT))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static Endpoint of(String uri) {
        return Endpoint.of(URI.create(uri));
    }
}
