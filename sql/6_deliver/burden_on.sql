-- @macro burden_on 某月累计负担 burden_on('2023-03')：每人截至该月底的最新一行
-- One row per person: the latest row of the year up to the end of a month ('2023-03').
-- Basis: POLICY section 2, to date. Reads: burden (published).
select *
from burden
where year = cast(left(month_asked, 4) as integer) and month <= month_asked
qualify row_number() over (partition by person_key order by month desc) = 1
