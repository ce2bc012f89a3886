-- One row per rule of the last list issued in the year up to $through, its correction lists counted in: the line by which the offices were told.
-- Basis: promise 4: whom a moved line brings onto the list is told so. Reads: lists.issue. Parameters: $year, $through.
with

newest as (
    select frozen
    from lists.issue
    where month between $year * 100 + 1 and $year * 100 + $through
    order by month desc, version desc
    limit 1
),

rule_told as (
    select unnest(json_extract(frozen, '$.rules[*]')) as told
    from newest
),

told_line as (
    select
        told ->> 'id' as rule,
        cast(cast(told ->> 'threshold_fen' as decimal(16,0)) * 0.01 as decimal(16,2)) as threshold,
    from rule_told
)

select * from told_line
