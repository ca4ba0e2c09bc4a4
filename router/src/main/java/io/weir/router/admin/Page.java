package io.weir.router.admin;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** The built-in page: one file with its one script and its one style sheet inside, and nothing from elsewhere. */
final class Page {
    /** It. */
    static final Answer ANSWER;
    /** A browser runs that script alone, and lets it ask this router alone. */
    static final String POLICY;

    static {
        final byte[] page = load();
        final String text = new String(page, StandardCharsets.UTF_8);
        ANSWER = new Answer(Answer.OK, "text/html; charset=utf-8", page);
        POLICY = "default-src 'none'; connect-src 'self'; script-src 'sha256-" + hash(text, "script")
            + "'; style-src 'sha256-" + hash(text, "style")
            + "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    }

    private Page() {
    }

    private static byte[] load() {
        try (InputStream page = Page.class.getResourceAsStream("page.html")) {
            return page.readAllBytes();
        } catch (final IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** Of what stands between the tags, as Content Security Policy Level 3 hashes it. */
    private static String hash(final String page, final String element) {
        final int begin = page.indexOf('<' + element + '>') + element.length() + 2;
        final String inside = page.substring(begin, page.indexOf("</" + element + '>', begin));
        try {
            return Base64.getEncoder().encodeToString(
                MessageDigest.getInstance("SHA-256").digest(inside.getBytes(StandardCharsets.UTF_8)));
        } catch (final NoSuchAlgorithmException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
