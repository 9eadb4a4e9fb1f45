import { codeOf, ERROR } from '../errors.ts';

/** The code of how something ended. Clients of old versions know a replaced producer by another code [KIP-588]. */
export async function fencedCode(work: Promise<void>, isOld: boolean): Promise<number> {
  try {
    await work;
    return ERROR.NONE;
  } catch (error) {
    const code = codeOf(error);
    return isOld && code === ERROR.PRODUCER_FENCED ? ERROR.INVALID_PRODUCER_EPOCH : code;
  }
}
