/** Where the platform of this machine lives unless `--home` says otherwise; relative to the working directory. */
export const defaultHome = '.platform/local';
