// biome-ignore-all lint/suspicious/noTemplateCurlyInString: ${…} is the template language's own syntax.

const failureText = '${testsuite.testcase.failure}'

/** What every rule set for JUnit files has in common. */
const common = {
  packageName: '${testsuite.testcase:classname}',
  skipTestcaseNames: '',
  testcase: { name: '${testsuite.testcase:name}', tag: "${group_concat(testsuite.testcase.tags,tag,' ')}" },
  requirements: [{ id: '${testsuite.testcase.requirements.requirement}' }],
  attachments: [{ filePath: '${testsuite.testcase.attachments.attachment}' }],
}

const stock = {
  status: failureText,
  statusExistPass: false,
  statusString: null,
  statusFailAttachment: failureText,
  ...common,
}

const failed = { status: failureText, statusString: null, statusId: '2', attachmentText: failureText, default: false }
const passed = { status: '', statusString: null, statusId: '1', attachmentText: '', default: true }

/** A test case with `<skipped>` is recorded as not executed (`10`). */
const skippedAware = {
  ...common,
  statuses: [
    failed,
    {
      status: '${exists(testsuite.testcase.skipped)}',
      statusString: 'true',
      statusId: '10',
      attachmentText: '',
      default: false,
    },
    passed,
  ],
}

/** A test case with `<error>` or `<failure>` is recorded as failed, with or without a text. */
const errorAware = {
  ...common,
  statuses: [
    failed,
    {
      status: '${exists(testsuite.testcase.error)}',
      statusString: 'true',
      statusId: '2',
      attachmentText: '${testsuite.testcase.error}',
      default: false,
    },
    {
      status: '${exists(testsuite.testcase.failure)}',
      statusString: 'true',
      statusId: '2',
      attachmentText: '${testsuite.testcase.failure:message}',
      default: false,
    },
    passed,
  ],
}

const testng = {
  status: '${testng-results.suite.test.class.test-method:status}',
  statusExistPass: true,
  statusString: 'PASS',
  packageName: '${testng-results.suite.test.class:name}',
  skipTestcaseNames: 'beforeMethod,afterMethod',
  testcase: { name: '${testng-results.suite.test.class.test-method:name}' },
}

const json = (template: object) => JSON.stringify([template])

/** Parser templates that a server may have for a framework, as Zephyr keeps them. */
export const ruleSets = {
  stock: json(stock),
  'skipped-aware': json(skippedAware),
  'error-aware': json(errorAware),
  testng: json(testng),
} as const
