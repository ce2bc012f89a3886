-- 全体有费用的人离预警线有多远：按预警线的十分之几分档，每档多少人。
-- 怎么看：第 10 档起已经到线或超线；第 8、9 档是下个月最可能上名单的人。规则只管部分身份，因此超线的人不一定都在名单上。
with

to_date as (
    select
        rule.name,
        rule.threshold,
        case rule.measure when 'self_pay' then burden.self_pay else burden.burden end as amount,
    from burden_on((select max(month) from issue)) as burden
    cross join rule
),

banded as (
    select
        name,
        least(cast(amount * 100 as bigint) * 10 // cast(threshold * 100 as bigint), 20) as band,
    from to_date
),

distance_to_line as (
    select
        name as 规则,
        band as 档,
        case
            when band < 20 then '预警线的 ' || band * 10 || '% 到 ' || (band + 1) * 10 || '%'
            else '两倍预警线及以上'
        end as 金额范围,
        count(*) as 人数,
    from banded
    group by name, band
)

select * from distance_to_line
order by 规则, 档
