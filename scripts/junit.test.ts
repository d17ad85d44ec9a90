import { expect, test } from 'bun:test'
import { readJUnit } from './junit.ts'

test('every test of a report is read once, nested ones too, with its outcome', () => {
  const results = readJUnit(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="bun test" tests="4" failures="1" skipped="1">
  <testsuite name="a.test.ts" file="a.test.ts" tests="4" failures="1" skipped="1">
    <testsuite name="sends" file="a.test.ts" tests="2" failures="1">
      <testcase name="stored once" classname="sends" time="0.5" file="a.test.ts" assertions="1" />
      <testcase name="heard &lt;once&gt; &amp; &quot;only&quot;" classname="sends" time="1" file="a.test.ts">
        <failure type="Error" message="&lt;testcase name=&quot;x&quot;&gt;">Error: &lt;skipped /&gt;</failure>
      </testcase>
    </testsuite>
    <testcase name="later" classname="" time="0" file="a.test.ts">
      <skipped message="TODO" />
    </testcase>
    <testcase name="last > first" classname="" time="0" file="a.test.ts" />
  </testsuite>
</testsuites>`)
  expect(results).toEqual([
    { file: 'a.test.ts', name: 'sends › stored once', outcome: 'passed', seconds: 0.5 },
    { file: 'a.test.ts', name: 'sends › heard <once> & "only"', outcome: 'failed', seconds: 1 },
    { file: 'a.test.ts', name: 'later', outcome: 'skipped', seconds: 0 },
    { file: 'a.test.ts', name: 'last > first', outcome: 'passed', seconds: 0 },
  ])
})

test('an empty report holds no tests', () => {
  expect(readJUnit('')).toEqual([])
})
