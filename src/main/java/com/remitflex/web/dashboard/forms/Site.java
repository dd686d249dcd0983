package com.remitflex.web.dashboard.forms;

/** The two sites of the server: where they are, and which cookies their sessions have. */
public enum Site {
  DASHBOARD("/dashboard", Cookie.SESSION, Cookie.DEVICE),
  /** The operator console, for the staff of the platform. */
  CONSOLE("/operator", Cookie.CONSOLE_SESSION, Cookie.CONSOLE_DEVICE);

  private final String root;
  private final Cookie session;
  private final Cookie device;

  Site(String root, Cookie session, Cookie device) {
    this.root = root;
    this.session = session;
    this.device = device;
  }

  /** The site of an address. */
  public static Site of(String address) {
    return address.equals(CONSOLE.root) || address.matches(CONSOLE.root + "[/?#].*")
        ? CONSOLE
        : DASHBOARD;
  }

  /** The address of its first page. */
  public String root() {
    return root;
  }

  /** The address of its sign-in page. */
  public String signIn() {
    return root + "/sign-in";
  }

  /** The address of the page for the second step of signing in. */
  public String code() {
    return root + "/sign-in/code";
  }

  public Cookie session() {
    return session;
  }

  public Cookie device() {
    return device;
  }

  /** What it is called on pages. */
  public String label() {
    return this == CONSOLE ? "operator console" : "Dashboard";
  }
}
