"""The words of the site's search, in English and Chinese."""

TABLE = """
search.label | Search | 搜索
search.close | Close search | 关闭搜索
search.results | Search results | 搜索结果
search.failed | The search index could not be loaded | 无法加载搜索索引
search.more | Show more | 显示更多
search.customer | Customers | 客户
search.project | Projects | 项目
search.page | Pages | 页面
search.keys | ↑ ↓ to choose, Enter to open, Esc to close | ↑ ↓ 选择，Enter 打开，Esc 关闭
search.hint | A name, a word, a number; "a phrase", -without, stage:build | 名称、词语、编号；“短语”、-不含、阶段:实施
search.count | {count} found | 找到 {count} 条
search.most | At most {count} found | 最多 {count} 条
search.none | None of the {tried} likeliest of {count} possible hits; look further | 可能的 {count} 条中，最有可能的 {tried} 条都不是；可继续查找
search.lacks | without {terms} | 缺 {terms}
search.cannot | The site cannot answer `{term}`; type this in a terminal: | 网站无法回答 `{term}`，请在终端中输入：
search.value | {field}: `{seen}` is none of {allowed} | {field}：`{seen}` 不在可选范围内：{allowed}
search.open | Something is still missing after {seen} | {seen} 后面还缺内容
search.missing | Something is still missing after {seen} | {seen} 后面还缺内容
search.stray | This bracket closes nothing | 多余的右括号
search.long | The query is too long | 查询过长
search.signs | Signs alone are not searched for | 只有符号，无从查找
search.nothing | Nothing found for {query} | 没有找到 {query}
search.notall | No record has all of {words}: {counts} | 没有一份档案同时含有 {words}：{counts}
search.pieces | {word} stands nowhere as typed; looked for {pieces} | {word} 没有原样出现过；改为分开查找 {pieces}
search.part | With part of it: {count} | 部分符合的 {count} 条
search.apart | With its parts: {count} | 分开查找到 {count} 条
search.without | Without {terms}: {count} | 去掉 {terms} 后 {count} 条
search.meant | Did you mean | 是不是要找
"""
