package org.kohsuke.stapler;

public abstract class HttpResponses {
    public static HttpResponses.HttpResponseException error(int code, String message) {
        throw new UnsupportedOperationException();
    }

    public static HttpRedirect redirectTo(String url) {
        throw new UnsupportedOperationException();
    }

    public abstract static class HttpResponseException extends RuntimeException implements HttpResponse {}
}
