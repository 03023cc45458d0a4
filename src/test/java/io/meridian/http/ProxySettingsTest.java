package io.meridian.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ProxySettingsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "*                      | api.example.com | 443 | true",
                "example.com            | example.com     | 443 | true",
                "example.com            | api.example.com | 443 | true",
                ".example.com           | api.example.com | 443 | true",
                "*.example.com          | api.example.com | 443 | true",
                "EXAMPLE.com            | api.example.com | 443 | true",
                "example.com            | badexample.com  | 443 | false",
                "example.com:8443       | example.com     | 443 | false",
                "example.com:443        | example.com     | 443 | true",
                "other.org, example.com | example.com     | 443 | true",
                "10.0.0.0/8             | 10.1.2.3        | 443 | true",
                "10.0.0.0/8             | 11.1.2.3        | 443 | false",
                "10.0.0.0/9             | 10.128.0.1      | 443 | false",
                "10.0.0.0/8             | host10.example  | 443 | false",
                "127.0.0.1              | 127.0.0.1       | 443 | true",
                "127.0.0.1:443          | 127.0.0.1       | 443 | true",
                "[::1]                  | ::1             | 443 | true",
                "fd00::/8               | fd12::1         | 443 | true",
                "localhost              | example.com     | 443 | false"
            })
    void exceptsHosts(String noProxy, String host, int port, boolean excepted) {
        ProxySettings settings = ProxySettings.of("http://proxy:3128", null, noProxy);
        assertThat(settings.proxyFor(true, host, port).isEmpty()).isEqualTo(excepted);
    }

    @Test
    void choosesByTheSchemeOfTheTarget() {
        ProxySettings settings = ProxySettings.of("secure:1", "http://plain", "");
        assertThat(settings.proxyFor(true, "x", 443).orElseThrow().host()).isEqualTo("secure");
        assertThat(settings.proxyFor(false, "x", 80).orElseThrow().port()).isEqualTo(80);
        assertThat(ProxySettings.of(" ", null, null).proxyFor(true, "x", 443)).isEmpty();
    }

    @Test
    void keepsCredentialsOutOfItsText() {
        assertThat(ProxySettings.of("http://ann:hush@proxy:1", null, null).toString())
                .doesNotContain("hush")
                .doesNotContain("YW5u");
        assertThatThrownBy(() -> ProxySettings.of("socks5://ann:hush@proxy:1", null, null))
                .hasMessageNotContaining("hush");
    }
}
