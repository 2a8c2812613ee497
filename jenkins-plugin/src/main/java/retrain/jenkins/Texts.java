package retrain.jenkins;

import java.text.MessageFormat;
import java.util.Locale;
import java.util.ResourceBundle;
import org.jvnet.localizer.LocaleProvider;

/**
 * What the plugin says to people, by key: {@code Texts.properties}, and its translations beside it. (Not Localizer's {@code Messages}: its generator
 * is not in the Central repository.)
 */
public final class Texts {
    private Texts() {}

    /** {@return the text in the language of whoever looks} */
    public static String of(String key, Object... arguments) {
        return in(LocaleProvider.getLocale(), key, arguments);
    }

    /** {@return the text in a language} */
    public static String in(Locale locale, String key, Object... arguments) {
        String text = ResourceBundle.getBundle(Texts.class.getName(), locale, Texts.class.getClassLoader())
                .getString(key);
        return new MessageFormat(text, locale).format(arguments);
    }
}
