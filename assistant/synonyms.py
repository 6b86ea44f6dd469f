"""Everyday words and the official ones that documents use for them. General office Chinese, not one document's."""

from __future__ import annotations

from kb.normal_form import fold

# Each group holds words that may stand for each other; the first is the official one.
_GROUPS = """
补助 补贴 补 奖补 资助 贴补 给钱 补给
奖励 奖 奖金 表彰 甜头
处罚 罚 罚款 惩罚
赔偿 赔 补偿
贷款 借钱 借款 信贷 融资
贴息 利息补贴
资金 钱 经费 款 预算
劳务报酬 工钱 工资 报酬 薪水 待遇
保险 投保 保额
责任 负责 管 归 归口 承担 分管 主管 管理
牵头 领头 主抓 带头 主办
配合 协助 协同 协作 参与 参加
报送 上报 交 提交 报 递交 呈报 申报 汇总
完成 弄完 做完 办完 搞完 建成 做好 弄好 修好 办结
建设 建 修建 修 新建 兴建 搭建 打造 盖
新造 新栽 新种 栽 种 种植 栽植 造林
改造 改建 翻新 提升
维修 修缮 维护 加固
采购 买 购买 购置 添置
清理 除治 清除 砍 清 处理
砍伐 砍 采伐 盗伐
养护 养 管护 照料 维护
保护 爱护 看护
恢复 修复 复绿 重建
森林火灾 山火 林火 火灾 着火 起火
火源 带火 用火 烧火
扑救 扑火 灭火 打火
巡护 巡山 巡林 巡查 巡逻
监测 监控 查看 观测 普查 早发现
排查 检查 摸排 查 清查
核查 核实 检查 摸底
宣传 宣讲 推广 推介
培训 教 训练 学习 讲课
招聘 招人 招录 招考 招
选聘 选拔 聘用 招聘 选
解聘 辞退 开除 不用 清退
考核 考评 考 评估 评价
评为 评上 获评 认定 拿到 获得
首次 头一次 第一次 头回
规模以上 规上
升规 进规 首次进入规模以上
以上 不低于 不少于 起码 至少 最低 起步
以内 不超过 不高于 最多 最高 封顶 上限 至多 顶多
收入 挣钱 增收 分钱 收益
脱贫户 贫困户 脱贫人口 低收入户
分红 分钱 收益分配
树种 品种 苗木品种
苗木 树苗 苗
发放 发 分配 派发 送
分配 分 分到 下达 安排
指标 名额 数量
道路 路 公路
扶持 支持 帮扶 帮 扶助 优惠 照顾
措施 办法 做法 手段 举措 招 动作
任务 活 工作 事 事项 重点工作
材料 资料 手续 文件 东西 证件
条件 要求 资格 门槛 标准
内容 板块 块 方面
情形 情况 情况下
原则 准则
目标 指标 任务目标
科室 科 处室 部门
单位 部门 机构
人才库 专家库 人才名录
审批 批 审核 核准 办理
压缩 缩短 减少 压减 提速
执法 查处 检查
化解 解决 处理 调解
会议 会 办公会
议定 决定 定 同意 通过
废止 作废 失效 不作数 停用 取消
施行 实施 实行 执行 生效 起效
有效期 管几年 有效
联系人 对接人 找谁
补植 补种 补栽
无人机 飞机
树冠 树顶
范围 区域 地界
认养 领养
面积 大小 规模
产值 总产值 产出
覆盖率 覆盖
增加 新增 增长 上涨 涨
减少 下降 降低 压降
上浮 多给 提高 加
拨付 拨 打款 发钱 到账 兑现
公示 公布 公开 张榜
档案 台账 资料
年龄 岁数 岁
缺勤 旷工 不到岗
评分 打分 扣分 加分 得分
县区 县 区 县市区
乡镇 乡级 镇 乡
村级 村
市级 市里 市
省级 省里 省
国家级 国家 部级 全国
本地 当地
高校 大学 院校
企业 公司 厂 厂子 加工企业
合作社 示范社
护林员 生态护林员
老人 老年人
幼儿园 园
学生 娃 孩子
汽车 车 电车
人工智能 AI
禁止 不准 不能 不得 严禁 不许 不可以 不允许
行为 事 事情 干事
申请 申报 报名 申
派出 在岗 选派 派
发生 着 出
骗取 骗 虚报
到期 过期 届满
制定 出台 起草 编 拟定 写
金融 贷款 银行
竹 竹子
利率 利息
"""

_BY_WORD: dict[str, set[str]] = {}
for _line in _GROUPS.strip().splitlines():
    _words = [fold(word) for word in _line.split()]
    for _word in _words:
        _BY_WORD.setdefault(_word, set()).update(other for other in _words if other != _word)


def synonyms(word: str) -> frozenset[str]:
    """Words that may stand for `word` (folded) in a document; empty for most."""
    return frozenset(_BY_WORD.get(word, ()))
