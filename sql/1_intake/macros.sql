-- How a cell of a bureau's file becomes a value. Every format (CSV, XLSX, Parquet) goes through these and nothing else.
-- A value that cannot be read becomes null here and a reason in the reject files; nothing is ever guessed.

-- Full-width digits and punctuation to ASCII; ends trimmed of blanks, ideographic spaces and zero-width marks.
create or replace temp macro is_ascii(cell) as
    strlen(cell) = length(cell);

create or replace temp macro tidy(cell) as
    case
        when is_ascii(cell) then nullif(trim(cell, ' ' || chr(9)), '')
        else nullif(trim(translate(cell, chr(12288) || chr(160) || chr(8203) || chr(65279) || chr(9), '     ')), '')
    end;

create or replace temp macro half_width(cell) as
    case
        when is_ascii(cell) then nullif(trim(cell, ' ' || chr(9)), '')
        else translate(tidy(cell), '０１２３４５６７８９ＸｘＡＢＣＤＥＦＧＨ．，／：－', '0123456789XXABCDEFGH.,/:-')
    end;

-- Amounts. Accepted: 1234.56, 1,234.56, ￥1,234.56, full-width digits, +5, 5., 00123, 1.23E+4. The full-width minus is not taken for a sign.
create or replace temp macro money_text(cell) as
    translate(tidy(cell), '０１２３４５６７８９．，￥＋', '0123456789.,¥+');

create or replace temp macro is_money(cell) as
    regexp_full_match(money_text(cell), '¥?[+-]?¥?([0-9]{1,14}|[0-9]{1,3}(,[0-9]{3}){1,4})(\.[0-9]{0,8})?([eE]\+?[0-9]{1,2})?');

create or replace temp macro money_exact(cell) as
    case when is_money(cell) then try_cast(replace(replace(money_text(cell), ',', ''), '¥', '') as decimal(28,8)) end;

create or replace temp macro money(cell) as
    try_cast(money_exact(cell) as decimal(16,2));

create or replace temp macro money_fault(cell, highest) as
    case
        when tidy(cell) is null then null
        when money_exact(cell) is null then 'E-AMT-001'
        when abs(money_exact(cell)) > highest then 'E-AMT-003'
        when money_exact(cell) <> money(cell) then 'E-AMT-002'
    end;

-- Dates: 2024-01-05, 2024/1/5, 2024.1.5, 20240105, 2024年1月5日, an Excel day number; each with or without a time of day.
-- A time with Z or an offset is carried over to China's clock: 2023-12-31T16:30Z is 2024.
create or replace temp macro moment_text(cell) as
    regexp_replace(
        regexp_replace(
            regexp_replace(half_width(cell), '^([0-9]{4})年([0-9]{1,2})月([0-9]{1,2})日', '\1-\2-\3'),
            '^([0-9]{4})[/.-]([0-9]{1,2})[/.-]([0-9]{1,2})', '\1-\2-\3'
        ),
        '^([0-9]{4})([0-9]{2})([0-9]{2})([0-9]{2})?([0-9]{2})?([0-9]{2})?$',
        case when length(half_width(cell)) = 14 then '\1-\2-\3 \4:\5:\6' else '\1-\2-\3' end
    );

create or replace temp macro is_moment(cell) as
    regexp_full_match(
        moment_text(cell),
        '[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([ T]([01]?[0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]{1,6})?)?)?(Z|[+-][0-9]{2}(:?[0-9]{2})?)?'
    );

create or replace temp macro moment(cell) as
    case
        when regexp_full_match(half_width(cell), '[2-6][0-9]{4}(\.[0-9]+)?')
            then date '1899-12-30' + to_days(cast(split_part(half_width(cell), '.', 1) as integer))
        when not is_moment(cell) then null
        when regexp_matches(moment_text(cell), ':[0-9.]+(Z|[+-][0-9:]+)$')
            then timezone('Asia/Shanghai', try_cast(moment_text(cell) as timestamptz))
        else try_cast(moment_text(cell) as timestamp)
    end;

-- Rosters write 9999-12-31 for "no end".
create or replace temp macro is_open_end(cell) as
    coalesce(starts_with(moment_text(cell), '9999-12-31'), false);

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

create or replace temp macro eighteen(number) as
    case
        when regexp_full_match(number, '[0-9]{15}')
            then substr(number, 1, 6) || '19' || substr(number, 7)
                || check_character(try_cast(substr(number, 1, 6) || '19' || substr(number, 7) as bigint))
        else number
    end;

-- The number of the person that an 18-digit number names: its first 17 digits (the last one follows from them).
create or replace temp macro id_number(number) as
    case when regexp_full_match(number, '[1-9][0-9]{16}[0-9X]') then try_cast(left(number, 17) as bigint) end;

create or replace temp macro id_birth(n) as
    try_cast(format('{:04d}-{:02d}-{:02d}', (n // 10000000) % 10000, (n // 100000) % 100, (n // 1000) % 100) as date);

-- A passport or a permit: letters and six to ten digits.
create or replace temp macro is_other_certificate(number) as
    regexp_full_match(number, '[A-Z]{1,3}[0-9]{6,10}');

-- What is wrong with a person's numbers, as 'CODE column', or null.
create or replace temp macro person_fault(numeric_cells, id_clean, id_seventeen, identifier_kind, psn_no, today) as
    case
        when contains(numeric_cells, 'certno') then 'E-ID-NUM certno'
        when id_clean is null and psn_no is null then 'E-ID-NONE certno'
        when id_clean is null and contains(numeric_cells, 'psn_no') then 'E-ID-NUM psn_no'
        when id_clean is not null and identifier_kind is null and id_seventeen is null then 'E-ID-FORM certno'
        when id_seventeen is not null and (id_birth(id_seventeen) is null or id_birth(id_seventeen) not between date '1900-01-01' and today)
            then 'E-ID-BIRTH certno'
        when id_seventeen is not null and right(id_clean, 1) <> check_character(id_seventeen) then 'E-ID-SUM certno'
    end;
