package com.remitflex.testing;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;

/** A connection to PostgreSQL whose calls a test sees. */
public final class WatchedConnection {
  private WatchedConnection() {}

  /** Sees each call before it is made. */
  @FunctionalInterface
  public interface Watcher {
    /**
     * Called on the thread of the call.
     *
     * @param method name of the method of the connection
     * @param arguments as the method gets them; null if it has none
     */
    void calls(String method, Object[] arguments);
  }

  /** The connection, watched. */
  public static Connection of(Connection plain, Watcher watcher) {
    return (Connection)
        Proxy.newProxyInstance(
            WatchedConnection.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) -> {
              watcher.calls(method.getName(), arguments);
              try {
                return method.invoke(plain, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
