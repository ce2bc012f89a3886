-- 各类身份有多少人有费用、多少人预警，合规自付最高多少元。
-- 怎么看：身份取月底所持最高的一种；没有身份的列在“无”，依规则可能不在预警范围内。
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

identity_mix as (
    select
        coalesce(burden.identity, '无') as 身份,
        count(*) as 有费用人数,
        count(listed.person_key) as 预警人数,
        sum(burden.self_pay) as 合规自付合计,
        max(burden.self_pay) as 合规自付最高,
    from burden_on((select month from latest)) as burden
    left join listed using (person_key)
    group by burden.identity
)

select * from identity_mix
order by 预警人数 desc, 身份
