// What is under the microscope: the numbers of one run of a race, taken apart, at a step.
export class Looked {
  constructor(scope, run, steps) { Object.assign(this, { scope, run, steps, step: undefined }) }

  get isLast() { return this.step >= this.steps }

  at(slot, column = 0) {
    const columns = this.scope.slots[slot]
    return columns[Math.min(column, columns.length - 1)][this.step]
  }

  of(name) { return this.at(this.scope.ground[name]) } // of the ground

  pair(name) { return [0, 1].map(column => this.at(this.scope.ground[name], column)) }

  isAt(step) { return Number.isFinite(this.run.x[step]) && Number.isFinite(this.run.y[step]) } // a place
}
