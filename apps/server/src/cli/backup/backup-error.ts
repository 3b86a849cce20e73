/** An archive or a target that cannot be used, said in one clear sentence. */
export class BackupError extends Error {
  override readonly name = 'BackupError';
}
