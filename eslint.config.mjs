// One dialect for all JavaScript: classic scripts of ES2022 in strict mode, each in a function of its own.
// Types are checked by tsc (tsconfig.json); what it knows better than eslint is off here.
import js from '@eslint/js';

export default [
  {ignores: ['**/vendor/**', '**/node_modules/**', '.venv/**', 'public/**', '.benchmarks/**', 'dist/**', 'tests/**', '**/*.d.ts', '*.mjs']},
  js.configs.recommended,
  {
    files: ['**/*.js'],
    languageOptions: {ecmaVersion: 2022, sourceType: 'script'},
    linterOptions: {reportUnusedDisableDirectives: 'error'},
    rules: {
      'eqeqeq': 'error',
      'max-depth': ['error', 5],
      'no-else-return': 'error',
      'no-eval': 'error',
      'no-misleading-character-class': 'off',  // ranges of single code units, on purpose
      'no-implied-eval': 'error',
      'no-new-func': 'error',
      'no-redeclare': 'off',
      'no-undef': 'off',
      'no-var': 'error',
      'object-shorthand': ['error', 'always'],
      'prefer-arrow-callback': 'error',
      'prefer-const': ['error', {destructuring: 'all'}],
      'prefer-rest-params': 'error',
      'prefer-spread': 'error',
      'strict': ['error', 'function'],
      // Text goes into a page as text, never as markup.
      'no-restricted-properties': ['error', ...['innerHTML', 'outerHTML', 'insertAdjacentHTML', 'createContextualFragment'].map((property) => (
        {property, message: 'Use textContent or append().'}
      )), {object: 'document', property: 'write'}],
      'no-restricted-syntax': ['error',
        {selector: 'MemberExpression[property.name="prototype"]', message: 'Write a class.'},
        {selector: 'CallExpression[callee.property.name="bind"]', message: 'Use an arrow function.'}
      ]
    }
  }
];
