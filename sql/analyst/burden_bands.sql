-- 今年个人负担按金额分档：每档多少人，合计多少元，其中目录外自费多少元。
-- 怎么看：看最高的几档；目录外自费多的档，预警口径（合规自付）看不到，入户时应另行了解。
with

banded as (
    select
        case
            when burden < 400 then 1
            when burden < 800 then 2
            when burden < 1600 then 3
            when burden < 3200 then 4
            when burden < 6400 then 5
            when burden < 12800 then 6
            else 7
        end as band,
        burden,
        own_expense,
    from burden_on((select max(month) from issue))
),

burden_bands as (
    select
        band as 档,
        min(burden) as 本档最低,
        max(burden) as 本档最高,
        count(*) as 人数,
        sum(burden) as 个人负担,
        sum(own_expense) as 其中自费,
    from banded
    group by band
)

select * from burden_bands
order by 档
