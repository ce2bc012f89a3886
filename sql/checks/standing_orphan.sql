-- @check 结算的状态指向不存在的结算，或一条结算有两个状态
-- @when full
-- One row per standing of a settlement that is not stored, and per settlement with two standings.
-- Basis: a standing is a pure function of what is stored. Reads: warehouse.standing, warehouse.settlement.
with

orphan as (
    select standing.row_id
    from warehouse.standing as standing
    anti join warehouse.settlement as settlement using (row_id)
),

twice as (
    select row_id
    from warehouse.standing
    group by row_id
    having count(*) > 1
),

standing_orphan as (
    select row_id from orphan
    union
    select row_id from twice
)

select * from standing_orphan
