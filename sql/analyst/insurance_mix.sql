-- 居民医保和职工医保各有多少人有费用、多少人预警，个人负担合计多少元。
-- 怎么看：险种按最近一笔结算；“unknown”是结算和名册都没有写险种的人，应请数据提供方补齐。
with

latest as (
    select max(month) as month from issue
),

listed as (
    select distinct person_key
    from warning
    semi join latest using (month)
    where not early_watch and status in ('new', 'continuing', 'escalated')
),

insurance_mix as (
    select
        burden.insurance as 险种,
        count(*) as 有费用人数,
        count(listed.person_key) as 预警人数,
        sum(burden.total_cost) as 总费用,
        sum(burden.burden) as 个人负担,
        sum(burden.self_pay) as 合规自付,
    from burden_on((select month from latest)) as burden
    left join listed using (person_key)
    group by burden.insurance
)

select * from insurance_mix
order by 险种
