//! Who may use the proxy: programs of this machine, and no web page.
//!
//! A page cannot choose the `Host` header, and a name of its own that it lets point to this machine (DNS rebinding) stands in
//! there. What it sends to an address of this machine carries its `Origin`, or `Sec-Fetch-Site`.

use hyper::header::{HOST, HeaderMap, ORIGIN};
use std::net::IpAddr;

/// What is allowed beyond the ordinary.
pub(super) struct Guard {
    /// Whether the proxy listens for other machines, which come by an address of this one.
    pub(super) remote: bool,
    /// More names that may stand in `Host`.
    pub(super) hosts: Vec<String>,
    /// Origins whose pages may use it.
    pub(super) origins: Vec<String>,
}

impl Guard {
    /// Why a request is refused, if it is.
    pub(super) fn refuses(&self, headers: &HeaderMap) -> Option<String> {
        let mut hosts = headers.get_all(HOST).iter();
        let host = hosts.next().and_then(|host| host.to_str().ok()).map(name);
        match host {
            Some(host) if hosts.next().is_none() && self.is_host(host) => {}
            _ => {
                return Some("the `Host` header names no address of this machine; `--allow-host` allows a name".into());
            }
        }
        if let Some(origin) = headers.get(ORIGIN) {
            let allowed = origin.to_str().is_ok_and(|origin| self.origins.iter().any(|one| one == origin));
            return (!allowed).then(|| "web pages may not use this proxy; `--allow-origin` allows one".into());
        }
        // Pictures and scripts of a page are fetched without `Origin`.
        let site = headers.get("sec-fetch-site").and_then(|site| site.to_str().ok());
        let foreign = matches!(site, Some("cross-site" | "same-site"));
        foreign.then(|| "web pages may not use this proxy".into())
    }

    fn is_host(&self, host: &str) -> bool {
        let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
        match address {
            Ok(address) => address.is_loopback() || self.remote,
            Err(_) => {
                host.eq_ignore_ascii_case("localhost") || self.hosts.iter().any(|one| one.eq_ignore_ascii_case(host))
            }
        }
    }
}

/// The name of `name:port`; an IPv6 address stands in brackets.
fn name(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(guard: &Guard, headers: &[(&'static str, &'static str)]) -> bool {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(*name, value.parse().unwrap());
        }
        guard.refuses(&map).is_some()
    }

    #[test]
    fn programs_of_this_machine_pass_and_pages_do_not() {
        let guard =
            Guard { remote: false, hosts: vec!["host.docker.internal".into()], origins: vec!["app://mine".into()] };
        for headers in [
            &[("host", "127.0.0.1:4141")][..],
            &[("host", "localhost")],
            &[("host", "LocalHost:80")],
            &[("host", "[::1]:4141")],
            &[("host", "host.docker.internal:4141")],
            &[("host", "127.0.0.1"), ("origin", "app://mine")],
            &[("host", "127.0.0.1"), ("sec-fetch-mode", "cors")],
            &[("host", "127.0.0.1"), ("sec-fetch-site", "none")],
        ] {
            assert!(!refused(&guard, headers), "{headers:?}");
        }
        for headers in [
            &[][..],
            &[("host", "evil.example:4141")],
            &[("host", "127.0.0.1.evil.example")],
            &[("host", "localhost.evil.example:4141")],
            &[("host", "192.168.1.7:4141")],
            &[("host", "127.0.0.1"), ("host", "evil.example")],
            &[("host", "127.0.0.1"), ("origin", "https://evil.example")],
            &[("host", "127.0.0.1"), ("origin", "null")],
            &[("host", "127.0.0.1"), ("origin", "http://localhost:3000")],
            &[("host", "127.0.0.1"), ("sec-fetch-site", "cross-site")],
        ] {
            assert!(refused(&guard, headers), "{headers:?}");
        }
        let remote = Guard { remote: true, hosts: Vec::new(), origins: Vec::new() };
        assert!(!refused(&remote, &[("host", "192.168.1.7:4141")]));
        assert!(refused(&remote, &[("host", "evil.example")]), "an address, but no name");
    }
}
