package io.meridian.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JsonUtf8Test {
    private static final List<String> NEIGHBOURS = List.of("", "é", "ééé", "漢", "漢字", "😀", "a漢é");

    @Test
    void judgesEveryBeginningAsTheJdkDoesAmongAllNeighbours() {
        for (int lead = 0xC0; lead <= 0xFF; lead++) {
            for (int second = 0x7E; second <= 0xC1; second++) {
                for (String before : NEIGHBOURS) {
                    for (String after : NEIGHBOURS) {
                        check(before, new byte[] {(byte) lead, (byte) second}, after);
                        check(before, new byte[] {(byte) lead, (byte) second, (byte) 0xBF}, after);
                        check(before, new byte[] {(byte) lead, (byte) second, (byte) 0x80, (byte) 0x80}, after);
                    }
                }
            }
        }
    }

    @Test
    void judgesRandomBytesAsTheJdkDoes() {
        Random random = new Random(1);
        for (int i = 0; i < 200_000; i++) {
            byte[] odd = new byte[1 + random.nextInt(6)];
            for (int j = 0; j < odd.length; j++) {
                odd[j] = (byte) (0x80 + random.nextInt(128));
            }
            check("éé漢", odd, "漢字漢éé");
        }
    }

    private static void check(String before, byte[] odd, String after) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        text.writeBytes(("\"" + before).getBytes(StandardCharsets.UTF_8));
        text.writeBytes(odd);
        text.writeBytes((after + "\"").getBytes(StandardCharsets.UTF_8));
        byte[] bytes = text.toByteArray();
        boolean accepted = JsonScanner.closingQuote(bytes, 1, bytes.length) == bytes.length - 1;
        if (accepted != isUtf8(bytes)) {
            assertThat(accepted).as(HexFormat.of().formatHex(bytes)).isEqualTo(isUtf8(bytes));
        }
    }

    private static boolean isUtf8(byte[] text) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
