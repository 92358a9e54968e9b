export interface Runtime {}
