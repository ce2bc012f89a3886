-- @check 累计负担的各部分之和不等于总费用
-- @when month full
-- One row per person and month whose fees are not what the funds, the person and the hospital paid together.
-- Basis: promise 3, every fen is explained. Reads: settle.burden. Parameters: $first_month, $last_month, six digits.
with

burden_part as (
    select person_id, year, month
    from settle.burden
    where year * 100 + month between $first_month and $last_month
        and (
            medfee <> basic + catastrophic + assistance + other_funds + hospital + burden
            or clamped > settlements
            or settlements <= 0
        )
)

select * from burden_part
