// Line icons on a 24 × 24 grid, one stroke width, drawn for this console.
export const icons = {
  home: 'M4 11.5 12 4.5l8 7M6.5 10v9.5h11V10M10 19.5v-5h4v5',
  people: 'M12 11.5a3.75 3.75 0 1 0 0-7.5 3.75 3.75 0 0 0 0 7.5ZM4.5 20c.6-3.9 3.6-6 7.5-6s6.9 2.1 7.5 6',
  list: 'M4.5 6.5h15M4.5 12h15M4.5 17.5h9',
  posts: 'M4 8.5h16v11H4zM9 8.5V5h6v3.5M4 13.5h16',
  employer: 'M5 20V5h9v15M14 10h5v10M3.5 20h17M8 8.5h3M8 12h3M8 15.5h3',
  importing: 'M12 4v10.5M8 10.8l4 4 4-4M4.5 15v4.5h15V15',
  month: 'M4.5 6h15v14h-15zM4.5 10h15M8.5 3.8V7.5M15.5 3.8V7.5M9 15l2.2 2.2L15.5 13',
  audit: 'M12 3.8 19 6.5v5.2c0 4.2-2.9 7-7 8.7-4.1-1.7-7-4.5-7-8.7V6.5zM9 12l2.2 2.2L15 10.3',
  settings: 'M4.5 7.5h7M16.5 7.5h3M14 5v5M4.5 16.5h3M12.5 16.5h7M10 14v5',
  matching: 'M8 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM3 19c.4-3 2.3-4.7 5-4.7s4.6 1.7 5 4.7M13.5 8h7v6h-5M15.5 8V5.8h3V8',
  requests: 'M4.5 8.5h12M13 5l3.5 3.5L13 12M19.5 15.5h-12M11 12l-3.5 3.5L11 19',
  search: 'M10.8 17.1a6.3 6.3 0 1 0 0-12.6 6.3 6.3 0 0 0 0 12.6ZM15.5 15.5 20 20',
  more: 'M5.5 12h.01M12 12h.01M18.5 12h.01',
  close: 'M6 6l12 12M18 6 6 18',
  down: 'M6.5 9.5l5.5 5.5 5.5-5.5',
  right: 'M9.5 6.5 15 12l-5.5 5.5',
  left: 'M14.5 6.5 9 12l5.5 5.5',
  up: 'M6.5 14.5 12 9l5.5 5.5',
  plus: 'M12 5v14M5 12h14',
  region:
    'M12 20.5s6.5-6.2 6.5-10.8a6.5 6.5 0 1 0-13 0c0 4.6 6.5 10.8 6.5 10.8ZM12 12a2.3 2.3 0 1 0 0-4.6 2.3 2.3 0 0 0 0 4.6Z',
  fold: 'M4.5 5.5h15v13h-15zM9.5 5.5v13M15.5 9.5 13 12l2.5 2.5',
  print: 'M7 9V4h10v5M7 17H4.5V9h15v8H17M7 14h10v6H7z',
  columns: 'M4.5 5.5h15v13h-15zM9.5 5.5v13M14.5 5.5v13',
  refresh: 'M19 12a7 7 0 1 1-2.1-5M17.5 3.5V7.5h-4',
  file: 'M6.5 3.8h7.5L18 8v12.2H6.5zM13.8 3.8V8.2H18M9.5 12.5h5.5M9.5 16h5.5',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  warn: 'M12 4.5 20.5 19.5h-17zM12 10v4.5M12 17.2h.01',
  household: 'M4 11.5 12 5l8 6.5M6.5 10v9.5h11V10M9.5 15.5h5',
} as const

export type IconName = keyof typeof icons
