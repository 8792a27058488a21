/** How much an operation may ask for. Each is counted with fragments expanded: a fragment spread twice counts twice. */
export interface DocumentLimits {
  /** Lexical tokens of the document. */
  readonly tokens: number;
  /** Levels of nested fields. */
  readonly depth: number;
  readonly aliases: number;
  /** `@skip`, `@include` and whatever else, wherever they stand. */
  readonly directives: number;
  /** Fields selected from the query or mutation itself. */
  readonly rootFields: number;
  /** Fields that may have to be answered, each as often as the lists around it may be long. */
  readonly cost: number;
  /** Items of a list that may be asked for with `first`, `limit` and their like. */
  readonly pageSize: number;
}
