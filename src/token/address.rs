//! Web and e-mail addresses inside running text.

/// The longest address that we look for; a bound keeps the search linear.
const LONGEST: usize = 2048;

/// The length of the web or e-mail address that a text starts with, without the marks that close the phrase round it.
pub(super) fn address(text: &str) -> Option<usize> {
    let bytes = &text.as_bytes()[..text.len().min(LONGEST)];
    if !bytes.first()?.is_ascii_alphanumeric() {
        return None;
    }
    if !bytes.iter().any(|b| matches!(b, b'.' | b':' | b'@')) {
        return None;
    }
    let end =
        bytes.iter().position(|b| matches!(b, b'<' | b'>' | b'"' | b'|') || *b >= 128).unwrap_or(bytes.len());
    let mut end = end;
    while matches!(bytes[..end].last()?, b'.' | b',' | b';' | b':' | b'!' | b'?' | b')' | b']' | b'\'' | b'*')
    {
        let closes = bytes[end - 1] == b')' && bytes[..end].contains(&b'(');
        if closes {
            break;
        }
        end -= 1;
    }
    let body = &bytes[..end];
    let starts = |head: &[u8]| body.len() > head.len() && body[..head.len()].eq_ignore_ascii_case(head);
    let web = [&b"http://"[..], b"https://", b"ftp://", b"www.", b"mailto:", b"doi:"].into_iter().any(starts);
    (web || is_mail(body) || is_host(body)).then_some(end)
}

fn is_mail(body: &[u8]) -> bool {
    let mut parts = body.split(|b| *b == b'@');
    let (Some(name), Some(host), None) = (parts.next(), parts.next(), parts.next()) else { return false };
    let plain = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-' | b'+' | b'%');
    !name.is_empty() && host.contains(&b'.') && name.iter().chain(host).all(plain)
}

/// A bare host name under a well-known domain, with or without a path; a file's name; three parts or more of small letters.
fn is_host(body: &[u8]) -> bool {
    let host = body.split(|b| *b == b'/').next().unwrap_or(body);
    let plain = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_');
    let Some(dot) = host.iter().rposition(|b| *b == b'.') else { return false };
    let known = [
        &b"com"[..],
        b"org",
        b"net",
        b"int",
        b"gov",
        b"edu",
        b"eu",
        b"info",
        b"htm",
        b"html",
        b"pdf",
        b"doc",
    ];
    let parts = || host.split(|b| *b == b'.');
    let small = parts().count() > 2 && parts().all(|p| p.len() > 1 && p.iter().all(u8::is_ascii_lowercase));
    (small || dot > 1 && known.iter().any(|k| host[dot + 1..].eq_ignore_ascii_case(k)))
        && host.iter().all(plain)
}

#[cfg(test)]
mod tests {
    use super::address;

    #[test]
    fn ends_before_the_phrase_does() {
        let found = |text| address(text).map(|len| &text[..len]);
        assert_eq!(found("https://example.org/a_(b)."), Some("https://example.org/a_(b)"));
        assert_eq!(found("example.org/path)"), Some("example.org/path"));
        assert_eq!(found("me@example.org,"), Some("me@example.org"));
        assert_eq!(found("end.The"), None);
        assert_eq!(found("U.S."), None);
    }
}
