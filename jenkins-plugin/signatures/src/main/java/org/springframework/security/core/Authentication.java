package org.springframework.security.core;

import java.util.Collection;

public interface Authentication extends java.security.Principal {
    Collection<? extends GrantedAuthority> getAuthorities();
}
