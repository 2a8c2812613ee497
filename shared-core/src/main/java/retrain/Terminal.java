package retrain;

import java.io.Console;
import java.util.Map;

/** Whether somebody sits in front of this process. */
public final class Terminal {
    private Terminal() {}

    /** {@return whether input and output are a terminal's, and no build server runs this} */
    public static boolean isThere(Map<String, String> environment) {
        return !Asker.isBuild(environment) && isTerminal();
    }

    /** Since Java 22 there always is a console, and it says itself whether it is a terminal. */
    @SuppressWarnings("SystemConsoleNull")
    private static boolean isTerminal() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return Boolean.TRUE.equals(Console.class.getMethod("isTerminal").invoke(console));
        } catch (NoSuchMethodException e) {
            return true;
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }
}
