import type { ContractLine, ContractWindow } from './assess-contract.ts';

/** The line with which the one credit of all services stands; undefined where each service earns for itself. */
export function findJointLine({ lines }: Pick<ContractWindow, 'lines'>): ContractLine | undefined {
  return lines.find(isJointLine);
}

/** Whether the credit of a line stands for all services of its window. */
export function isJointLine({ line }: Pick<ContractLine, 'line'>): boolean {
  return line.explanation.some(({ code }) => code === 'scope-joint');
}
