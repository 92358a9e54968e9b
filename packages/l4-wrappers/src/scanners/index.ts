// The scanners' wrapper
export {};
