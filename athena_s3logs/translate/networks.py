"""Functions of DuckDB that read URLs and addresses as Trino does."""

# ruff: noqa: E501  SQL, and patterns that stand on one line

from __future__ import annotations

from typing import Final

# java.net.URLDecoder: + is a blank, %+f is read as %0f (Integer.parseInt takes a sign), each run of escapes is decoded by itself
# and what is no UTF-8 becomes U+FFFD as in java.lang.String: ED A0..BF xx is one such mark there, three in most others.
# The lambda has what it is given planned once, and not wherever a macro names it: keys are decoded twice.
_CONTINUES: Final = "%[89AB][0-9A-F]"
_GOOD: Final = (
    "%[0-7][0-9A-F]|%(?:C[2-9A-F]|D[0-9A-F])~|%E0%[AB][0-9A-F]~|%E[1-9A-CEF]~~|%ED%[89][0-9A-F]~"
    "|%F0%[9AB][0-9A-F]~~|%F[1-3]~~~|%F4%8[0-9A-F]~~"
).replace("~", _CONTINUES)
_BAD: Final = ("%E0%[AB][0-9A-F]|%E[1-9A-F]~~?|%F0%[9AB][0-9A-F]~?|%F[1-3]~~?|%F4%8[0-9A-F]~?|%[0-9A-F][0-9A-F]").replace(
    "~", f"(?:{_CONTINUES})"
)

# java.net.URI: no blank of Unicode, brackets round an address and in the query only, a colon in the first step only behind a scheme.
_URI: Final = (
    r"[a-z0-9_.!~*'';()@&=+$,-]|[^\x00-\xA0\x{1680}\x{2000}-\x{200A}\x{2028}\x{2029}\x{202F}\x{205F}\x{3000}]|%[0-9a-f]{2}"
)

URLS: Final = rf"""
create or replace macro athena_url_mend(s) as array_to_string(list_transform(
    regexp_extract_all(s, '(?i)(?:{_GOOD}|[^%]+)+|(?:{_BAD})'),
    lambda t: case when regexp_full_match(t, '(?i)(?:{_GOOD}|[^%])*') then url_decode(t) else chr(65533) end), '');
create or replace macro athena_url_blanks(s) as replace(regexp_replace(s, '%\+([0-9A-Fa-f])', '%0\1', 'g'), '+', ' ');
create or replace macro athena_url_escapes(s) as
    case when not contains(s, '%') then s
    when regexp_matches(s, '%(?:[^0-9A-Fa-f]|.[^0-9A-Fa-f]|.?$)') then null
    when regexp_matches(s, '(?i)%[89A-F]') then athena_url_mend(s)
    else url_decode(s) end;
create or replace macro athena_try_url_decode(s) as case when contains(s, '%') or contains(s, '+')
    then list_transform([athena_url_blanks(s)], lambda t: athena_url_escapes(t))[1] else s end;
create or replace macro athena_url_decode(s) as
    case when s is not null then coalesce(
        athena_try_url_decode(s), cast(cast('Illegal escape in url_decode: ' || s as integer) as varchar)) end;
create or replace macro athena_url_query(url) as
    case when regexp_full_match(url, '(?i)(?:(?:[a-z][a-z0-9+.-]*:)?/(?:/(?:{_URI}|[:\[\]])*)?(?:{_URI}|[:/])*|(?:{_URI})*(?:/(?:{_URI}|[:/])*)?)(?:\?(?:{_URI}|[:/?\[\]])*)?(?:#.*)?')
    then nullif(regexp_extract(url, '^[^?#]*(\?[^#]*)', 1), '') end;
create or replace macro athena_url_pair(url, name) as
    list_filter(string_split(athena_url_query(url)[2:], '&'), lambda pair: split_part(pair, '=', 1) = name)[1];
create or replace macro url_extract_parameter(url, name) as
    athena_url_decode(athena_url_pair(url, name)[length(name) + 2:])
"""

# Trino keeps an address as 128 bits, IPv4 as ::ffff:a.b.c.d (io.trino.type.IpAddressType), read by Guava's strict InetAddresses.
# A macro repeats the text of its arguments: list_transform([x], lambda v: ...)[1] works x out once and calls it v.
ADDRESSES: Final = r"""
create or replace macro athena_ip4(s) as
    case when regexp_full_match(s, '(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(?:\.|$)){4}') and not ends_with(s, '.')
    then list_reduce(list_transform(string_split(s, '.'), lambda x: cast(x as uhugeint)), lambda a, b: a * 256 + b) end;
create or replace macro athena_ip6_hex(s) as
    case when contains(s, '.') then regexp_extract(s, '^(.*:)', 1) || list_transform(
        [cast(athena_ip4(regexp_extract(s, '([^:]*)$', 1)) as bigint)], lambda n: printf('%x:%x', n // 65536, n % 65536))[1]
    else s end;
create or replace macro athena_groups(s) as list_filter(string_split(s, ':'), lambda x: x <> '');
create or replace macro athena_ip6_groups(s) as
    case when contains(s, '::') and len(athena_groups(s)) < 8 then list_concat(
        athena_groups(split_part(s, '::', 1)), list_transform(range(8 - len(athena_groups(s))), lambda i: '0'),
        athena_groups(split_part(s, '::', 2)))
    when not contains(s, '::') then string_split(s, ':') end;
create or replace macro athena_ip6(s) as list_transform([athena_ip6_hex(s)], lambda hex:
    case when regexp_full_match(hex, '(?i)(?:[0-9a-f]{1,4}(?::[0-9a-f]{1,4})*)?(?:::)?(?:[0-9a-f]{1,4}(?::[0-9a-f]{1,4})*)?')
    then list_transform([athena_ip6_groups(hex)], lambda groups: case when len(groups) = 8 then list_reduce(
        list_transform(groups, lambda x: cast(cast('0x' || x as ubigint) as uhugeint)), lambda a, b: a * 65536 + b) end)[1] end)[1];
create or replace macro athena_try_ip(s) as
    case when contains(s, ':') then athena_ip6(regexp_replace(s, '%.*', '')) else athena_ip4(s) + 281470681743360 end;
create or replace macro athena_ip(s) as list_transform([s], lambda text:
    coalesce(athena_try_ip(text), cast('Cannot cast value to IPADDRESS: ' || text as uhugeint)))[1];
create or replace macro athena_is_ip4(n) as n // 4294967296 = 65535;
create or replace macro athena_network(n, bits) as
    case when bits < 0 or bits > 128 then null when bits = 128 then cast(0 as uhugeint) else (n >> cast(bits as uhugeint)) << cast(bits as uhugeint) end;
create or replace macro athena_in_network(n, net, bits) as
    athena_is_ip4(n) = athena_is_ip4(net) and athena_network(n, bits) = athena_network(net, bits);
create or replace macro athena_cidr(cidr) as list_transform([athena_try_ip(split_part(cidr, '/', 1))], lambda net: {
    'net': net, 'bits': case when athena_is_ip4(net) then 32 else 128 end - try_cast(split_part(cidr, '/', 2) as integer)})[1];
create or replace macro athena_cidr_contains(cidr, ip) as list_transform([{'cidr': athena_cidr(cidr), 'ip': ip}], lambda pair:
    case when cast(case when pair.cidr.net is null or athena_network(pair.cidr.net, pair.cidr.bits) is distinct from pair.cidr.net
        then 'Invalid CIDR: ' || cidr else 'true' end as boolean)
    then athena_in_network(pair.ip, pair.cidr.net, pair.cidr.bits) end)[1]
"""
