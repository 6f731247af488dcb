import { pollFeeds } from './feeds/poll-feeds.ts';
import type { Job } from './job.ts';

/** The whole timetable at one glance. Expressions have seconds first and are UTC; due times live in the database. */
export const TIMETABLE: readonly Job[] = [pollFeeds];
