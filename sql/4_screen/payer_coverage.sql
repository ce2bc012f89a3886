-- One row per payer: how many persons it owes something for the year, and how many of them it has paid all of it.
-- Basis: 001 二.1 (基本医保、大病保险、医疗救助覆盖率分别达到100%), 002 一 (大病保险政策落实率达到100%). Layers that share a column are one payer.
-- Reads: payer_gap.
with

gap as (
    select *
    from payer_gap
    where list = 'unreceived'
),

payer_coverage as (
    select
        layer,
        count(*) filter (entitled > 0) as entitled_count,
        count(*) filter (entitled > 0 and reported >= entitled) as paid_count,
    from gap
    group by layer, position
    having count(*) filter (entitled > 0) > 0
    order by position
)

select * from payer_coverage
