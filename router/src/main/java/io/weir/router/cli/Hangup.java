package io.weir.router.cli;

import java.lang.reflect.Proxy;

/**
 * SIGHUP, which means to daemons: look at your files again. The JDK has {@code sun.misc.Signal} for it, in the
 * supported module {@code jdk.unsupported}; naming it in the source is a compiler's warning that nothing silences.
 */
final class Hangup {
    private Hangup() {
    }

    /** Has it call that from now on, on a thread of the JVM's, in place of ending the process; false if it cannot. */
    static boolean handle(final Runnable reload) {
        try {
            final Class<?> signal = Class.forName("sun.misc.Signal");
            final Class<?> handler = Class.forName("sun.misc.SignalHandler");
            final Object reloader = Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[] {handler},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("handle")) {
                        reload.run();
                        return null;
                    }
                    return method.invoke(reload, arguments);
                });
            signal.getMethod("handle", signal, handler)
                .invoke(null, signal.getConstructor(String.class).newInstance("HUP"), reloader);
            return true;
        } catch (final ReflectiveOperationException | IllegalArgumentException kept) {
            // a JVM with -Xrs leaves signals alone: the files are watched all the same
            return false;
        }
    }
}
