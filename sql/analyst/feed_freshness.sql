-- 各类数据载入了几批、接收多少条、拒收多少条，最近一次是哪天。
-- 怎么看：出名单之前先看这一张；结算或身份名册的最近日期早于上月底，名单就不完整。
with

feed_freshness as (
    select
        kind as 种类,
        count(*) as 批数,
        cast(sum(records) as bigint) as 读入,
        cast(sum(accepted) as bigint) as 接收,
        cast(sum(rejected) as bigint) as 拒收,
        cast(sum(duplicate) as bigint) as 重复,
        max(loaded_on) as 最近载入,
        max(as_of) as 最近名册日期,
    from load_batch
    group by kind
)

select * from feed_freshness
order by 种类
