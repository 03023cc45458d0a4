package io.meridian.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EgressGuardTest {
    private final EgressGuard guard = new EgressGuard("ollama.local"::equals);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "0.1.2.3",
                "10.0.0.1",
                "10.255.255.255",
                "100.64.0.1",
                "100.127.255.255",
                "100.100.100.200",
                "127.0.0.1",
                "127.255.0.1",
                "168.63.129.16",
                "169.254.169.254",
                "169.254.170.2",
                "172.16.0.1",
                "172.31.255.255",
                "192.0.0.192",
                "192.0.2.1",
                "192.88.99.1",
                "192.168.1.1",
                "198.18.0.1",
                "198.19.255.255",
                "198.51.100.1",
                "203.0.113.1",
                "224.0.0.1",
                "239.255.255.255",
                "240.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "::127.0.0.1",
                "::ffff:127.0.0.1",
                "::ffff:169.254.169.254",
                "::ffff:0:127.0.0.1",
                "64:ff9b::7f00:1",
                "64:ff9b::8.8.8.8",
                "64:ff9b:1::a00:1",
                "100::1",
                "2001::1",
                "2001:0:4136:e378::1",
                "2001:2::1",
                "2001:10::1",
                "2001:20::1",
                "2001:db8::1",
                "2002:7f00:1::1",
                "2002:a9fe:a9fe::",
                "3fff::1",
                "5f00::1",
                "fc00::1",
                "fd00:ec2::254",
                "fe80::1",
                "febf::1",
                "fec0::1",
                "ff02::1",
                "ff05::2"
            })
    void refusesSpecialAddresses(String address) {
        assertThat(guard.permitted("api.example.com", new InetAddress[] {InetAddress.ofLiteral(address)}))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "8.8.8.8",
                "9.255.255.255",
                "11.0.0.0",
                "100.63.255.255",
                "100.128.0.0",
                "126.255.255.255",
                "128.0.0.1",
                "168.63.129.17",
                "169.253.0.1",
                "172.15.255.255",
                "172.32.0.0",
                "192.0.1.1",
                "192.167.1.1",
                "198.17.0.1",
                "198.20.0.1",
                "223.255.255.255",
                "::ffff:8.8.8.8",
                "2001:200::1",
                "2001:4860:4860::8888",
                "2003::1",
                "2606:4700::1111",
                "2a00:1450::1"
            })
    void permitsPublicAddresses(String address) {
        InetAddress publicAddress = InetAddress.ofLiteral(address);
        assertThat(guard.permitted("api.example.com", new InetAddress[] {publicAddress}))
                .containsExactly(publicAddress);
    }

    @Test
    void usesOnlyThePublicOnesOfMixedAddresses() {
        InetAddress good = InetAddress.ofLiteral("8.8.4.4");
        assertThat(guard.permitted("rebind.example", new InetAddress[] {InetAddress.ofLiteral("10.0.0.1"), good}))
                .isEqualTo(List.of(good));
    }

    @Test
    void letsTheAdministratorsHostsBeAnywhere() {
        InetAddress[] local = {InetAddress.ofLiteral("192.168.1.4")};
        assertThat(guard.permitted("ollama.local", local)).hasSize(1);
        assertThat(guard.permitted("sub.ollama.local", local)).isEmpty();
    }
}
