package io.meridian.launcher;

public final class Main {
    private Main() {}

    public static void main(String[] arguments) {}
}
