-- How a cell of a bureau's file becomes a value. Every format (CSV, XLSX, Parquet) goes through these and nothing else.
-- A value that cannot be read becomes null here and a reason in the reject files; nothing is ever guessed.

-- Full-width digits and punctuation to ASCII; ends trimmed of blanks, ideographic spaces and zero-width marks.
create or replace temp macro is_ascii(cell) as
    strlen(cell) = length(cell);

create or replace temp macro tidy(cell) as
    case
        when regexp_matches(cell, '^[ \t\x{3000}\x{A0}\x{200B}\x{FEFF}]|[ \t\x{3000}\x{A0}\x{200B}\x{FEFF}]$|^$')
            then nullif(trim(translate(cell, chr(12288) || chr(160) || chr(8203) || chr(65279) || chr(9), '     ')), '')
        else cell
    end;

-- Free text of our own sheets: a cell that a spreadsheet could take for a formula was given an apostrophe to begin with.
create or replace temp macro note_text(cell) as
    tidy(regexp_replace(tidy(cell), '^''', ''));

create or replace temp macro half_width(cell) as
    case
        when is_ascii(cell) then nullif(trim(cell, ' ' || chr(9)), '')
        else translate(tidy(cell), '０１２３４５６７８９ＸｘＡＢＣＤＥＦＧＨ．，／：－', '0123456789XXABCDEFGH.,/:-')
    end;

-- A number of a person or a record: as written, without the apostrophe by which Excel marks a text.
create or replace temp macro id_tidy(cell) as
    nullif(ltrim(tidy(cell), ''''), '');

create or replace temp macro whole_number(said) as
    case when regexp_full_match(said, '[0-9]{1,9}(\.0*)?') then try_cast(split_part(said, '.', 1) as integer) end;

-- Amounts. Accepted: 1234.56, 1,234.56, ￥1,234.56, full-width digits, +5, 5., 00123, 1.23E+4. The full-width minus is not taken for a sign.
-- What money_text gives is what the other macros read.
create or replace temp macro money_text(cell) as
    translate(tidy(cell), '０１２３４５６７８９．，￥＋', '0123456789.,¥+');

create or replace temp macro is_money(said) as
    regexp_full_match(said, '¥?[+-]?¥?([0-9]{1,14}|[0-9]{1,3}(,[0-9]{3}){1,4})(\.[0-9]{0,8}0*)?([eE]\+?[0-9]{1,2})?');

create or replace temp macro money_exact(said) as
    case when is_money(said) then try_cast(translate(said, ',¥', '') as decimal(28,8)) end;

create or replace temp macro money(said) as
    try_cast(money_exact(said) as decimal(16,2));

-- `exact` is what money_exact has read of it.
create or replace temp macro money_fault(said, exact, highest) as
    case
        when said is null then null
        when exact is null then case when regexp_full_match(said, '[+-]?[0-9]{1,14}\.[0-9]{9,}') then 'E-AMT-002' else 'E-AMT-001' end
        when abs(exact) > highest then 'E-AMT-003'
        when exact <> try_cast(exact as decimal(16,2)) then 'E-AMT-002'
    end;

-- Dates: 2024-01-05, 2024/1/5, 2024.1.5, 20240105, 2024年1月5日, an Excel day number; each with or without a time of day.
-- A time with Z or an offset is carried over to China's clock: 2023-12-31T16:30Z is 2024. What moment_text gives is what the other macros read.
create or replace temp macro moment_text(cell) as
    regexp_replace(
        regexp_replace(
            regexp_replace(half_width(cell), '^([0-9]{4})年([0-9]{1,2})月([0-9]{1,2})日', '\1-\2-\3'),
            '^([0-9]{4})(?:[/.-]([0-9]{1,2})[/.-]([0-9]{1,2})|([0-9]{2})([0-9]{2})$)', '\1-\2\4-\3\5'
        ),
        '^([0-9]{4})([0-9]{2})([0-9]{2})([0-9]{2})([0-9]{2})([0-9]{2})$', '\1-\2-\3 \4:\5:\6'
    );

create or replace temp macro is_moment(said) as
    regexp_full_match(
        said,
        '[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([ T]([01]?[0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]{1,6})?)?(Z|[+-][0-9]{2}(:?[0-9]{2})?)?)?'
    );

create or replace temp macro moment(said) as
    case
        when regexp_full_match(said, '[1-6][0-9]{4}(\.[0-9]+)?')
            then timestamp '1899-12-30 00:00:00' + to_seconds(cast(round(try_cast(said as decimal(28,9)) * 86400) as bigint))
        when not is_moment(said) then null
        when regexp_matches(said, ':[0-9.]+(Z|[+-][0-9:]+)$')
            then timezone('Asia/Shanghai', try_cast(regexp_replace(said, '([+-][0-9]{2})([0-9]{2})$', '\1:\2') as timestamptz))
        else try_cast(said as timestamp)
    end;

-- Rosters write 9999-12-31 for "no end".
create or replace temp macro is_open_end(said) as
    coalesce(starts_with(said, '9999-12-31'), false);

create or replace temp macro plausible(moment) as
    case when year(moment) between 1900 and 2199 then moment end;

-- Identity numbers (GB 11643-1999). Blanks, a leading apostrophe, full-width digits and a small x are mended; 15 digits become 18.
create or replace temp macro id_text(cell) as
    upper(regexp_replace(half_width(cell), '[\s''’`]|\x{200B}|\x{3000}', '', 'g'));

create or replace temp macro digit(number, place) as
    (number // place) % 10;

create or replace temp macro weighted_sum(n) as
    digit(n, 10000000000000000) * 7 + digit(n, 1000000000000000) * 9 + digit(n, 100000000000000) * 10
    + digit(n, 10000000000000) * 5 + digit(n, 1000000000000) * 8 + digit(n, 100000000000) * 4
    + digit(n, 10000000000) * 2 + digit(n, 1000000000) + digit(n, 100000000) * 6
    + digit(n, 10000000) * 3 + digit(n, 1000000) * 7 + digit(n, 100000) * 9
    + digit(n, 10000) * 10 + digit(n, 1000) * 5 + digit(n, 100) * 8
    + digit(n, 10) * 4 + digit(n, 1) * 2;

create or replace temp macro check_character(n) as
    substr('10X98765432', cast(weighted_sum(n) % 11 + 1 as integer), 1);

-- The 18-digit number of a person by the number's first 17 digits.
create or replace temp macro full_number(n) as cast(n as varchar) || check_character(n);

-- The text that stands for a person wherever one is to be told from another: the number, or the kind and text of another one.
create or replace temp macro known_as(person_id, kind, said) as
    case when person_id > 0 then full_number(person_id) else kind || ':' || said end;

-- HMAC-SHA256 (RFC 2104) by padded keys, 128 bits of it.
create or replace temp macro keyed_text(said, inner_pad, outer_pad) as
    left(sha256(outer_pad || unhex(sha256(inner_pad || encode(said)))), 32);

-- 15 digits that end in 996 to 999 were given to people of a hundred and more: their century is not guessed.
create or replace temp macro eighteen(number) as
    case
        when regexp_full_match(number, '[0-9]{15}') and not regexp_matches(number, '99[6-9]$')
            then list_transform([try_cast(substr(number, 1, 6) || '19' || substr(number, 7) as bigint)], lambda n: full_number(n))[1]
        else number
    end;

-- The number of the person that an 18-digit number names: its first 17 digits (the last one follows from them).
create or replace temp macro id_number(number) as
    case when regexp_full_match(number, '[1-9][0-9]{16}[0-9X]') then try_cast(left(number, 17) as bigint) end;

create or replace temp macro birth_number(n) as
    (n // 1000) % 100000000;

-- Whether a number like 19900230 is a day of the calendar.
create or replace temp macro is_day(number) as
    (number // 100) % 100 between 1 and 12
    and number % 100 between 1 and case
        when (number // 100) % 100 in (4, 6, 9, 11) then 30
        when (number // 100) % 100 <> 2 then 31
        when (number // 10000) % 4 = 0 and ((number // 10000) % 100 <> 0 or (number // 10000) % 400 = 0) then 29
        else 28
    end;

create or replace temp macro id_birth(n) as
    case
        when is_day(birth_number(n))
            then make_date(birth_number(n) // 10000, (birth_number(n) // 100) % 100, birth_number(n) % 100)
    end;

create or replace temp macro day_number(day) as
    year(day) * 10000 + month(day) * 100 + day(day);

-- Nobody is older than 120: such a birth date is a mistake in writing.
create or replace temp macro is_born_by(n, today) as
    is_day(birth_number(n)) and birth_number(n) > day_number(today) - 1210000 and birth_number(n) between 19000101 and day_number(today);

-- Codes of provinces (GB/T 2260), of the residence permits for people of Taiwan, Hong Kong and Macau, and of foreigners (9…).
create or replace temp macro has_known_province(n) as
    n // 1000000000000000 in (
        11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46, 50, 51, 52, 53, 54,
        61, 62, 63, 64, 65, 71, 81, 82, 83, 90, 91, 92, 93, 94, 95, 96, 97, 98, 99
    );

-- `seventeen` is what id_number has read of it.
create or replace temp macro names_person(number, seventeen) as
    coalesce(right(number, 1) = check_character(seventeen) and is_day(birth_number(seventeen)), false);

-- A passport or a permit: letters and six to ten digits.
create or replace temp macro is_other_certificate(number) as
    regexp_full_match(number, '[A-Z]{1,3}[0-9]{6,10}');

-- Excel keeps fifteen digits of a number: 3.40104E+17, or the last three are zeros.
create or replace temp macro is_scientific(number) as
    regexp_full_match(number, '[0-9](\.[0-9]+)?E\+?[0-9]{1,2}');

create or replace temp macro is_cut(number) as
    right(number, 3) = '000';

-- What is wrong with a person's numbers, as 'CODE column', or null.
create or replace temp macro person_fault(numeric_cells, id_clean, id_seventeen, identifier_kind, psn_no, today) as
    case
        when contains(numeric_cells, 'certno') then 'E-ID-NUM certno'
        when id_clean is null and psn_no is null then 'E-ID-NONE certno'
        when id_clean is null and contains(numeric_cells, 'psn_no') then 'E-ID-NUM psn_no'
        when id_clean is not null and identifier_kind is null and id_seventeen is null
            then case when is_scientific(id_clean) then 'E-ID-NUM certno' else 'E-ID-FORM certno' end
        when id_seventeen is not null and not is_born_by(id_seventeen, today) then 'E-ID-BIRTH certno'
        when id_seventeen is not null and right(id_clean, 1) <> check_character(id_seventeen)
            then case when is_cut(id_clean) then 'E-ID-NUM certno' else 'E-ID-SUM certno' end
    end;

-- Names are compared by this and shown as they are (R90): one middle dot for the seven in use, no blanks, no invisible marks, also where
-- a page has shown such a mark as ‹U+202E›, full-width letters narrow, letters that look the same by their one code.
create or replace temp macro name_key(name) as
    upper(regexp_replace(
        translate(
            nfc_normalize(name),
            '•．・‧･∙.０１２３４５６７８９ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ',
            '·······0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
        ),
        '‹U\+[0-9A-F]{4,6}›|[\s\x{3000}\x{A0}]|[\p{Cc}\p{Cf}\x{2400}-\x{2421}]', '', 'g'
    ));
