/** What every service of the trading platform tells of itself (seed §2.4): who did what, and how it fares. */
export const reports = ['audit-logs', 'system-metrics'] as const;
